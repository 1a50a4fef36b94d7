import type { Locator, Page } from 'playwright-core'

/** What a person does in the callflow editor, by accessible names and with real mouse moves. */
export class Editor {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  async createExtension(extension: string, firstName: string, lastName: string): Promise<void> {
    const { page } = this
    await this.goTo('Extensions')
    await page.getByRole('button', { name: 'New extension' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'New extension' })
    await dialog.getByLabel('First name').fill(firstName)
    await dialog.getByLabel('Last name').fill(lastName)
    await dialog.getByLabel('Extension').fill(extension)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }

  async goTo(area: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: area, exact: true }).click()
  }

  /** Makes an empty callflow that answers one number and opens it. */
  async createCallflow(number: string): Promise<void> {
    const { page } = this
    await this.goTo('Callflows')
    await page.getByRole('button', { name: 'Create callflow' }).first().click()
    await page.getByRole('button', { name: 'Add number', exact: true }).click()
    await page.getByLabel('New number').fill(number)
    await page.keyboard.press('Enter')
    await this.start.getByRole('list', { name: 'Numbers' }).getByText(number).waitFor()
    await page.keyboard.press('Escape')
  }

  /** Uploads a sound on the Media page; its name is the file's without the ending. */
  async uploadSound(fileName: string, bytes: Buffer): Promise<void> {
    await this.goTo('Media')
    await this.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: fileName, mimeType: 'audio/wav', buffer: bytes })
    await this.page.getByRole('region', { name: fileName.replace(/\.[a-z0-9]+$/, '') }).waitFor()
  }

  /** The bar every call enters by. */
  get start(): Locator {
    return this.page.getByRole('group', { name: /^Start:/ })
  }

  /** What the panel on the right says of the selected step. */
  inspector(title: string): Locator {
    return this.page.getByRole('region', { name: `Settings of ${title}` })
  }

  /** Opens a picker and takes the first of its lines that says that. */
  async choose(picker: Locator, option: string | RegExp): Promise<void> {
    await picker.click()
    await this.page.getByRole('option', { name: option }).first().click()
  }

  /** "Create ..." in a picker, and the sheet it opens. */
  async createIn(picker: Locator, what: string): Promise<Locator> {
    await this.choose(picker, `Create ${what}`)
    const sheet = this.page.getByRole('dialog', { name: `New ${what}` })
    await sheet.waitFor()
    return sheet
  }

  async submit(sheet: Locator): Promise<void> {
    await sheet.getByRole('button', { name: 'Create', exact: true }).click()
    await sheet.waitFor({ state: 'hidden' })
  }

  /** Opens the engine panel by the pill, sends the design and waits until the engine runs it. */
  async sync(): Promise<void> {
    const panel = this.page.getByRole('dialog', { name: 'Engine' })
    await this.enginePill.click()
    await panel.getByRole('button', { name: 'Sync' }).click()
    await this.page.getByRole('button', { name: 'Engine running' }).waitFor()
    await this.page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
  }

  get enginePill(): Locator {
    return this.page
      .getByRole('banner')
      .getByRole('button', { name: /^(Nothing synced yet|Engine |[0-9]+ changes? not synced)/ })
  }

  /** The step on the canvas with that label or module name. */
  step(title: string): Locator {
    return this.page.getByRole('group', { name: `Step: ${title}`, exact: true }).last()
  }

  /** The named way out of a step. */
  wayOut(title: string, branch: string): Locator {
    return this.page.getByRole('button', { name: `${branch} from ${title}`, exact: true })
  }

  async addBranch(title: string, branch: string): Promise<void> {
    await this.page.getByRole('button', { name: `Add a branch to ${title}` }).click()
    await this.page.getByRole('menuitem', { name: branch, exact: true }).click()
  }

  /** Drags a module from the palette to a place, slowly enough for drop targets to light up. */
  async dragModule(moduleName: string, target: Locator): Promise<void> {
    // A selected step covers the palette with its inspector; Esc brings the palette back.
    await this.page.keyboard.press('Escape')
    const source = this.page.getByRole('button', { name: `Add ${moduleName}`, exact: true })
    await source.scrollIntoViewIfNeeded()
    await this.drag(await middleOf(source), await middleOf(target))
  }

  async connect(from: Locator, to: Locator): Promise<void> {
    await this.drag(await middleOf(from), await middleOf(to))
  }

  async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move(from.x + 8, from.y + 8, { steps: 3 })
    await mouse.move(to.x, to.y, { steps: 12 })
    await mouse.move(to.x + 1, to.y + 1)
    await mouse.up()
  }

  async saved(): Promise<void> {
    await this.page.getByText('Saved', { exact: true }).waitFor()
  }
}

interface Point {
  readonly x: number
  readonly y: number
}

async function middleOf(locator: Locator): Promise<Point> {
  const box = await locator.boundingBox()
  if (!box) throw new Error(`${String(locator)} is not on the screen`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
