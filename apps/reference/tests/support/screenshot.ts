import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const IMAGES = new URL('../../../../docs/images/', import.meta.url)

/** A picture is taken when it is missing or asked for (`UPDATE_SCREENSHOTS=1`), so that tests leave it alone. */
export function wantsScreenshot(file: string): boolean {
  return process.env.UPDATE_SCREENSHOTS === '1' || !existsSync(new URL(file, IMAGES))
}

export async function writeScreenshot(file: string, page: Page): Promise<void> {
  await mkdir(IMAGES, { recursive: true })
  await page.screenshot({ path: fileURLToPath(new URL(file, IMAGES)) })
}
