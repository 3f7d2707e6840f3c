
// Only under tools/dev, which counts its builds in this file: a new number means that the page is out of date.
let seen;
setInterval(async () => {
  const answer = await fetch("/assets/generation", { cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok) return;
  const generation = await answer.text();
  if (seen !== undefined && seen !== generation) location.reload();
  seen = generation;
}, 500);
