# Wisely: `make demo` shows the main job, `make test` runs every test. Both install what is missing.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
SCRATCH ?= .build
RELEASE = -c release --static-swift-stdlib --scratch-path $(SCRATCH)
WISELY = $(SCRATCH)/release/wisely

.PHONY: help dependencies build demo test sanitize lint docs install peers clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

dependencies: ## Install the C libraries that are missing
	@Scripts/dependencies.sh

build: dependencies ## Build the release command
	swift build $(RELEASE) --product wisely

demo: build ## Answer three questions on the offline models and print the bill; no key needed
	@Scripts/demo.sh $(WISELY)

test: dependencies ## Run all tests, and the code that the documentation shows
	@Scripts/snippets.sh $(SCRATCH)
	@Scripts/test.sh --scratch-path $(SCRATCH)

# Not the commands: the sanitizer holds signals back, and slows down what is timed.
# Of evaluations what runs side by side: runs, reviews and judges; statistics is arithmetic.
sanitize: dependencies ## Run the tests of models, network, providers, store and evaluations under the thread sanitizer
	@Scripts/sanitize.sh $(SCRATCH)/sanitized \
	  --filter '^Wisely(Net|Providers|Store|Threads|)Tests[.]|^WiselyEvalTests[.](.*Run|EarlyStop|Concurrency|Review|Preference|Judge|GraderSet)'

lint: ## Check the formatting and the house rules
	swift format lint --strict --recursive --parallel Sources Tests Snippets Benchmarks Package.swift
	@Scripts/lint.sh

docs: dependencies ## Build the documentation of the library products into docs/
	@Scripts/docs.sh docs $(SCRATCH)

install: build ## Install the command, its manual page and its completions under PREFIX
	@Scripts/install.sh $(WISELY) "$(DESTDIR)$(PREFIX)"

peers: dependencies ## Check against the official SDKs, LiteLLM and llama.cpp (needs PyPI)
	@Peers/sdk/run.sh
	@Peers/litellm/run.sh
	@Peers/litellm/prices.sh
	@Peers/llama-cpp/run.sh

clean: ## Remove everything that was built
	rm -rf $(SCRATCH) docs
