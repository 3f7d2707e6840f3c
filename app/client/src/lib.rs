//! The browser's entry. It stays a crate of its own, `cdylib` and nothing else: a crate that is a library as well
//! silently loses link-time optimisation, and with it half of the budget.

use wasm_bindgen::prelude::wasm_bindgen;

/// Prepares the reactive system. `public/boot.js` calls it once, before it wakes the islands one by one.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // Without a mention of the app crate the linker drops it, and the islands' exports with it.
    app::islands::keep();
    leptos::mount::hydrate_islands();
}
