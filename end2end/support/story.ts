// The steps that stories share: asking for a repository, and a reviewer's decision.

import type { Page } from '@playwright/test';
import { answers, fill } from './form.ts';
import { expect } from './test.ts';

export type Somebody = (login: string) => Promise<Page>;

/** Asks for a repository of this name; the page shows its request then. */
export async function ask(page: Page, name: string): Promise<void> {
  await page.goto('/requests/new');
  await fill(page, answers(name));
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}(#.*)?$/);
}

/** The pages of the repository of this name. */
export async function pagesOf(page: Page, name: string): Promise<string> {
  await page.goto(`/inventory?q=${encodeURIComponent(name)}`);
  const href = await page.locator(`main th a[href$="${name}"]`).first().getAttribute('href');
  return `${href}/-/`;
}

/** A reviewer approves the request that the page shows, as soon as it waits for a decision. */
export async function decide(reviewer: Page, page: Page, within = 30_000): Promise<void> {
  const review = page.url().replace('/requests/', '/reviews/');
  await expect(async () => {
    await reviewer.goto(review);
    await expect(reviewer.getByRole('button', { name: 'Submit decision' })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: within });
  // A page that is on its way has no button either: only the answer says that the decision is made.
  const answer = reviewer.waitForResponse((response) => response.request().method() === 'POST');
  await reviewer.getByRole('button', { name: 'Submit decision' }).click();
  await answer;
  await expect(reviewer.getByRole('button', { name: 'Submit decision' })).toHaveCount(0);
}

/** Both pull requests of the request that the page shows are approved, and it is followed to its end. */
export async function decideBoth(reviewer: Page, page: Page): Promise<void> {
  const pull = page.locator('main a[href*="/pull/"]').first();
  await decide(reviewer, page, 60_000);
  const first = await pull.getAttribute('href');
  // The second decision is about the second pull request, not once more about the first.
  await expect(async () => {
    await page.reload();
    await expect(pull).toBeAttached({ timeout: 1_000 });
    expect(await pull.getAttribute('href')).not.toBe(first);
  }).toPass({ timeout: 60_000 });
  await decide(reviewer, page, 60_000);
  await ended(page);
}

/** The page is looked at until its request has ended. */
export async function ended(page: Page): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.locator('[data-final=true]')).toBeAttached({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}

export async function approve(page: Page, somebody: Somebody): Promise<void> {
  await decide(await somebody('reviewer-m'), page);
  await ended(page);
}

/** The pages of a repository that was asked for, approved and made. */
export async function ready(page: Page, somebody: Somebody, name: string): Promise<string> {
  await ask(page, name);
  await approve(page, somebody);
  return pagesOf(page, name);
}
