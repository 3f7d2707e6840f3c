// What axe finds on a page as it stands. It needs a browser with scripts; the markup is the same without.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

export async function flaws(page: Page, scripts: boolean): Promise<string[]> {
  if (!scripts) return [];
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id }) => id);
}
