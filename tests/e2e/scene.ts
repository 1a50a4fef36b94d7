import type { Browser, Page } from 'playwright-core'
import { type ApiConnection, connectApi } from './api-client.ts'
import { type AppOptions, launchBrowser, openPage, type RunningApp, startApp, type View } from './app.ts'
import { Editor } from './editor.ts'

/** The app, a browser page on it, and the API beside it. */
export interface Scene {
  readonly app: RunningApp
  readonly browser: Browser
  readonly page: Page
  readonly editor: Editor
  readonly api: ApiConnection['api']
  /** Everything the page logged as an error. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

export async function openScene(
  chromium: string,
  options: AppOptions & { readonly view?: Partial<View>; readonly browserArgs?: readonly string[] } = {},
): Promise<Scene> {
  const app = await startApp(options)
  const browser = await launchBrowser(chromium, options.browserArgs)
  const connection = await connectApi(app.url)
  const { page, errors } = await openPage(browser, app.url, options.view)
  page.setDefaultTimeout(15_000)
  return {
    app,
    browser,
    page,
    editor: new Editor(page),
    api: connection.api,
    errors,
    async close() {
      connection.close()
      await browser.close()
      await app.stop()
    },
  }
}
