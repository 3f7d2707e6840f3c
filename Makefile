# Every chore by one name. The work is done by the scripts in tools/, each of which says at its head what it is for.
.PHONY: help run dev test chaos lint lint-quick bench api-fuzz pictures assets release bootstrap clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: ## Berth with its sandbox, on http://127.0.0.1:3000
	@tools/run

dev: ## the same, rebuilt and reloaded whenever a source changes
	@tools/dev

test: ## every test, in Rust and in the browser
	@tools/test

chaos: ## every story with everything that can go wrong, and Berth killed 200 times
	@tools/chaos

lint: ## format, clippy, licences, unused dependencies, scripts
	@tools/lint

lint-quick: ## format and clippy alone
	@tools/lint quick

bench: ## how fast it is, on this machine
	@tools/bench

api-fuzz: ## calls made out of the API's document, against the sandbox
	@tools/api-fuzz

pictures: ## the guide's pictures, taken anew from the product
	@tools/pictures

assets: ## styles, scripts and wasm, as shipped
	@tools/assets --release

release: ## one binary with everything inside
	@tools/release

bootstrap: ## set this machine up for all of the above
	@tools/bootstrap

clean: ## remove what was built; state in data/ and the cache stay
	cargo clean
	rm -rf tools/node_modules end2end/node_modules end2end/test-results end2end/playwright-report
