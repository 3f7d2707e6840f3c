// The request form as a person fills it in.

import type { Page } from '@playwright/test';

export interface Answers {
  name: string;
  description: string;
  team: string;
  system: string;
  source: string;
  cluster: string;
}

export const answers = (name: string): Answers => ({
  name,
  description: 'Images of the payments application',
  team: 'platform-engineering',
  system: 'spacetech',
  source: 'spacetech/my-app',
  cluster: 'eks-stage-use1',
});

export async function fill(page: Page, given: Answers): Promise<void> {
  for (const field of ['name', 'description', 'team', 'system', 'source'] as const) {
    await page.locator(`#${field}`).fill(given[field]);
  }
  const row = page.locator(`input[type=radio][name=cluster][value="${given.cluster}"]`);
  // Many clusters are one field with suggestions, few are rows.
  if (await row.count()) await row.check();
  else await page.locator('#cluster').fill(given.cluster);
}

/** The files that the page shows, by path. */
export async function previewed(page: Page): Promise<Map<string, string>> {
  const files = await page.locator('#preview-files pre.code').evaluateAll((blocks) =>
    blocks.map((block): [string, string] => [block.getAttribute('aria-label') ?? '', block.textContent ?? '']),
  );
  return new Map(files);
}
