// From a key in the rule builder to the preview of what the policy would do to every image, as a person sees it.

import type { Page } from '@playwright/test';
import { shelf } from '../support/shelf.ts';
import { signIn, test, expect } from '../support/test.ts';
import { IMAGES } from './many-images.ts';

const RUNS = 15;

test(`the preview over ${IMAGES} images while a rule is written`, async ({ page }) => {
  await signIn(page, 'dev-a');
  await expect(async () => {
    await page.goto(`${shelf}/-/lifecycle?preset=keep-last`);
    await expect(page.locator('#tried')).toContainText(/of 100,\d{3} images/, { timeout: 1_000 });
  }).toPass({ timeout: 300_000 });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await waited(page, 1_000 + run));
  times.sort((one, other) => one - other);
  const [best, median, worst] = [0, RUNS >> 1, RUNS - 1].map((place) => Math.round(times[place]));
  console.log(`preview | ${IMAGES} images | ${RUNS} runs | best ${best} ms | median ${median} ms | worst ${worst} ms`);
});

/** Milliseconds from the key to the frame after the new preview. */
async function waited(page: Page, keep: number): Promise<number> {
  const number = page.locator('#r0-number');
  const said = page.locator('#tried [data-says]');
  const before = await said.textContent();
  const time = number.evaluate(
    (field, { keep, before }) =>
      new Promise<number>((done) => {
        const place = document.querySelector('#tried');
        const begun = performance.now();
        const watch = new MutationObserver(() => {
          if (document.querySelector('#tried [data-says]')?.textContent === before) return;
          watch.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
        });
        if (place) watch.observe(place.parentElement ?? place, { childList: true, subtree: true, characterData: true });
        (field as HTMLInputElement).value = String(keep);
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }),
    { keep, before },
  );
  return time;
}
