// A repository of the sandbox with images, indexes, signatures and findings; dev-a is in the team that owns it.

import type { Page } from '@playwright/test';
import { expect } from './test.ts';

export const shelf = '/repositories/123456789012/us-east-1/payments/api';

/** Opens its images once Berth has read them for the first time. */
export async function images(page: Page, query = ''): Promise<void> {
  await expect(async () => {
    await page.goto(`${shelf}/-/images${query}`);
    await expect(page.getByRole('checkbox').first()).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
}
