// Brings a page's islands to life. The page works without it; nothing here may be needed to read or to send a form.
//
// The script's own tag names the two files to load:
//   <script type="module" src="/assets/boot.….js" data-glue="/assets/berth.….js" data-wasm="/assets/berth.….wasm"></script>
// `data-ready` on <html> tells a waiting test that every island answers now ("failed" when one does not).

const root = document.documentElement;

// To the search box from anywhere. No single key: dictation and a slip of the hand would press that, too.
addEventListener("keydown", (event) => {
  if (event.key !== "k" || event.ctrlKey === event.metaKey || event.altKey) return;
  const box = document.querySelector("[aria-keyshortcuts]");
  if (!box) return;
  event.preventDefault();
  // On a narrow screen it lies in the menu.
  if (!box.checkVisibility()) document.getElementById("side").showPopover();
  box.focus();
  box.select();
});

async function wake() {
  // A page without islands has no use for the wasm.
  if (!document.querySelector("leptos-island")) return;
  const { glue, wasm } = document.querySelector("script[data-glue][data-wasm]").dataset;
  const download = fetch(wasm);
  const berth = await import(glue);
  await berth.default({ module_or_path: download });
  berth.hydrate();
  await visit(document.body, berth, undefined);
}

// Outer islands come first. While one wakes, it leaves on its <leptos-children> a function that enters its reactive scope;
// the islands inside belong to that scope, so it is called before each of them.
async function visit(element, berth, enter) {
  if (element.localName === "leptos-island") {
    enter?.();
    await berth[element.dataset.component](element);
  } else if (element.localName === "leptos-children") {
    enter = element.$$on_hydrate;
  }
  for (const child of element.children) await visit(child, berth, enter);
}

wake().then(
  () => root.setAttribute("data-ready", "true"),
  (reason) => {
    root.setAttribute("data-ready", "failed");
    console.error(reason);
  },
);
