import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

/** What the portal's users are promised of the screens themselves. Each test goes on from where the one before it stands. */
describeWith(['chromium'], 'the screens of the portal', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
  })
  afterAll(async () => {
    await scene?.close()
  })

  const list = (page: Page) => page.getByRole('complementary', { name: 'Callflows' })
  const titles = async (page: Page) => {
    const links = list(page).getByRole('link')
    await links.first().waitFor()
    return links.evaluateAll((all) => all.map((link) => link.firstElementChild?.textContent ?? ''))
  }

  it('M25: given the callflows of a company, when the page is opened, then they stand on the left by title', async () => {
    const { page, editor } = scene
    await editor.goTo('Callflows')
    const shown = await titles(page)
    expect(shown).toEqual(['1001 Alex Moreau', '1002 Blair Okafor', ...shown.slice(2)])
    expect(shown).toEqual(shown.toSorted((a, b) => a.localeCompare(b, undefined, { numeric: true })))
  })

  it.each([
    ['part of a name', 'open h', ['8001 Open hours']],
    ['a number as people write it', '604 555-0100', ['8000 Main line']],
    ['an internal number', '8002', ['8002 Closed']],
  ])('M25: given the list, when %s is typed, then the flows that have it stay', async (_what, typed, names) => {
    const { page } = scene
    await list(page).getByLabel('Name or number').fill(typed)
    await page.waitForFunction(
      (count) => document.querySelectorAll('[aria-label="Callflows"] li a').length === count,
      names.length,
    )
    expect(await titles(page)).toEqual(names)
    await page.keyboard.press('Escape')
  })

  it('M51: given an extension made for Robin Vale, when its flow is opened, then its bar says "1005 Robin Vale", rings Robin and then takes a message', async () => {
    const { page, editor } = scene
    await editor.createExtension('1005', 'Robin', 'Vale')
    await editor.goTo('Callflows')
    await list(page)
      .getByRole('link', { name: /^1005 Robin Vale/ })
      .click()
    await page.getByRole('group', { name: 'Start: 1005 Robin Vale' }).waitFor()
    expect(await textOf(editor.step('User'))).toContain('Robin Vale')
    expect(await textOf(editor.step('Voicemail'))).toContain('Robin Vale')
  })

  it('M51: given that bar, when its name is edited in it, then the flow has the new name in the list too', async () => {
    const { page, editor } = scene
    await editor.start.getByRole('button', { name: 'Callflow name: 1005 Robin Vale' }).click()
    await page.getByLabel('Callflow name').fill('1005 Robin at home')
    await page.keyboard.press('Enter')
    expect(await textOf(list(page).getByRole('link', { name: /^1005 Robin at home/ }))).toContain('1005')
  })

  it('M52: given the bar, when two more numbers are added, then all stand under the name and one that is taken is refused with its owner', async () => {
    const { page, editor } = scene
    await editor.start.getByRole('button', { name: 'Add number' }).click()
    for (const number of ['1505', '+1 604 555 0177']) {
      await page.getByLabel('New number').fill(number)
      await page.keyboard.press('Enter')
    }
    const numbers = editor.start.getByRole('list', { name: 'Numbers' })
    await numbers.getByText('+16045550177').waitFor()
    const tiles = await numbers.getByRole('listitem').allInnerTexts()
    expect(tiles.map((tile) => tile.trim())).toEqual(expect.arrayContaining(['1005', '1505', '+16045550177']))
    await page.getByLabel('New number').fill('8000')
    await page.keyboard.press('Enter')
    await editor.start
      .getByRole('alert')
      .filter({ hasText: /^8000 is already used by .8000 Main line./ })
      .waitFor()
    await page.keyboard.press('Escape')
  })

  it('M26: given an open flow, when somebody knows only the name Kazoo has for a step, then typing it and Enter adds that step', async () => {
    const { page, editor } = scene
    await editor.createCallflow('7500')
    await page.keyboard.press('Escape') // from the flow's own panel to the steps
    await page.getByRole('region', { name: 'Steps' }).getByLabel('Find a step').fill('temporal_route')
    await page.keyboard.press('Enter')
    expect(await textOf(editor.step('Time of day'))).toContain('Time of day')
  })

  it('M26: given the palette, when the arrow keys go down from its search and Enter is pressed, then that step is added', async () => {
    const { page, editor } = scene
    await page.keyboard.press('Escape')
    const search = page.getByRole('region', { name: 'Steps' }).getByLabel('Find a step')
    await search.fill('')
    await search.press('ArrowDown')
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown')
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Add Voicemail')
    await page.keyboard.press('Enter')
    expect(await textOf(editor.step('Voicemail'))).toContain('Voicemail')
  })

  it('M26: given one use of a step in the palette, when it is chosen, then the step is set to it', async () => {
    const { page, editor } = scene
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add Toggle call forwarding' }).click()
    expect(await textOf(editor.inspector('Call forwarding').getByRole('combobox', { name: 'Action' }))).toBe('Toggle')
  })

  it('M27: given the palette, when the pointer rests on a step, then it says what the step does, what it takes and by which ways it goes on', async () => {
    const { page } = scene
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Add Ring group', exact: true }).hover()
    const words = await textOf(page.getByRole('tooltip'))
    expect(words).toContain('Rings several people or phones')
    expect(words).toMatch(/In\s*Members, Ring, /)
    expect(words).toMatch(/Out\s*Nobody answers/)
    await page.mouse.move(640, 4)
  })

  it('M27: given the keyboard, when a step of the palette is focused, then it says the same', async () => {
    const { page } = scene
    await page.getByRole('region', { name: 'Steps' }).getByLabel('Find a step').focus()
    await page.keyboard.press('ArrowDown')
    expect(await textOf(page.getByRole('tooltip'))).toContain('Plays a recording to the caller')
  })

  it('M65: given a fax box in the palette, when it is dragged over the bar, then the bar with its add-a-number area lights up as the place for it', async () => {
    const { page, editor } = scene
    await editor.createCallflow('7501')
    await page.keyboard.press('Escape') // from the flow's own panel to the steps
    const source = page.getByRole('button', { name: 'Add Fax box', exact: true })
    await source.scrollIntoViewIfNeeded()
    const from = await source.boundingBox()
    const bar = await editor.start.boundingBox()
    if (!from || !bar) throw new Error('not on the screen')
    const look = () =>
      editor.start.evaluate((node) => {
        const root = node.querySelector('[data-drop=root]') ?? node
        return { classes: root.className, shadow: getComputedStyle(root).boxShadow }
      })
    const quiet = await look()
    await page.mouse.move(from.x + 40, from.y + 12)
    await page.mouse.down()
    await page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height + 120, { steps: 8 })
    const offered = await look()
    expect(offered.classes).toContain('is-open')
    expect(offered.shadow).not.toBe(quiet.shadow)
    await page.mouse.move(bar.x + bar.width / 2, bar.y + bar.height - 12, { steps: 8 })
    const lit = await look()
    expect(lit.classes).toContain('is-lit')
    expect(lit.shadow).not.toBe(offered.shadow)
    await page.mouse.up()
    await editor.step('Fax box').waitFor()
  })

  it('M66: given the dropped fax box, when "Create fax box" is chosen in its field, then the new box is made beside the flow and chosen', async () => {
    const { editor } = scene
    const form = editor.inspector('Fax box')
    const sheet = await editor.createIn(form.getByRole('combobox', { name: 'Fax box' }), 'fax box')
    await sheet.getByLabel('Name', { exact: true }).fill('Front desk fax')
    await editor.submit(sheet)
    expect(await textOf(form.getByRole('combobox', { name: 'Fax box' }))).toBe('Front desk fax')
    await form.getByRole('link', { name: 'Go to Front desk fax' }).waitFor()
  })

  it('M79: given the devices page, when a device is made, then the five types are offered, and a cell phone asks for its number and for a key press (M80)', async () => {
    const { page, editor } = scene
    await editor.goTo('Devices')
    await page.getByRole('button', { name: 'New device' }).click()
    const sheet = page.getByRole('dialog', { name: 'New device' })
    await sheet.getByRole('combobox', { name: 'Type' }).click()
    const offered = await page.getByRole('option').allInnerTexts()
    expect(offered).toEqual(['Desk phone', 'Softphone', 'Browser phone', 'Cell phone', 'Land line'])
    await page.getByRole('option', { name: 'Cell phone' }).click()
    await expect.poll(() => sheet.getByRole('switch', { name: 'Require key press' }).isChecked()).toBe(true)
    expect(await sheet.getByLabel('SIP user name').count()).toBe(0)
    await sheet.getByLabel('Name', { exact: true }).fill('Robin mobile')
    await sheet.getByLabel('Outside number').fill('+16045550188')
    await editor.submit(sheet)
    await page.getByRole('row', { name: /^Robin mobile/ }).waitFor()
  })

  it('M81: given a device sheet, when land line is chosen after cell phone, then the key press is off again', async () => {
    const { page, editor } = scene
    await page.getByRole('button', { name: 'New device' }).click()
    const sheet = page.getByRole('dialog', { name: 'New device' })
    await editor.choose(sheet.getByRole('combobox', { name: 'Type' }), 'Cell phone')
    await editor.choose(sheet.getByRole('combobox', { name: 'Type' }), 'Land line')
    await expect.poll(() => sheet.getByRole('switch', { name: 'Require key press' }).isChecked()).toBe(false)
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'hidden' })
  })

  it('M84: given a phone in the list, when its follow-me switch is turned off, then that phone alone is left out of ringing and stays enabled', async () => {
    const { page, editor, api } = scene
    await page.getByRole('switch', { name: 'Follow me: Robin mobile' }).click()
    await editor.goTo('Users')
    await editor.goTo('Devices')
    await expect.poll(() => page.getByRole('switch', { name: 'Follow me: Robin mobile' }).isChecked()).toBe(false)
    const { documents } = await api.design.documents()
    const off = documents.filter((each) => each.kind === 'device' && !each.followMe)
    expect(off).toMatchObject([{ name: 'Robin mobile', enabled: true }])
  })

  it('M4: given a pasted list with one number taken, when that line is left out, then the others become whole seats in one change, and one undo takes all of them back', async () => {
    const { page, editor, api } = scene
    await editor.goTo('Extensions')
    const before = (await api.design.documents()).documents.length
    await page.getByRole('button', { name: 'Add from a list' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add extensions from a list' })
    await dialog
      .getByLabel('Or paste the list')
      .fill('first name,last name,extension,pin\nSam,Ito,1020,2468\nKim,Lee,1001,\nUma,"Rao, Dr.",1021,')
    const rows = dialog.getByRole('table', { name: 'What would be added' }).getByRole('row')
    const shown = await rows.allInnerTexts()
    expect(shown[1]).toMatch(/^3\s+1001\s+Kim Lee\s+extension .1001. is already used by .1001 Alex Moreau.\.$/)
    expect(shown.slice(2).map((each) => each.replaceAll(/\s+/g, ' ').trim())).toEqual([
      '2 1020 Sam Ito Can be added',
      '4 1021 Uma Rao, Dr. Can be added',
    ])
    const add = dialog.getByRole('button', { name: 'Add 2 extensions' })
    await expect.poll(() => add.isDisabled()).toBe(true)
    await dialog.getByRole('checkbox').check()
    await add.click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByRole('row', { name: /^Uma Rao, Dr\./ }).waitFor()
    const { documents } = await api.design.documents()
    expect(documents.length).toBe(before + 8)
    expect(documents.find((each) => each.kind === 'callflow' && each.numbers.includes('1020'))).toMatchObject({
      name: '1020 Sam Ito',
    })
    await page.getByRole('button', { name: 'Undo: Add 2 extensions', exact: false }).click()
    await page.getByRole('row', { name: /^Uma Rao, Dr\./ }).waitFor({ state: 'detached' })
    expect((await api.design.documents()).documents.length).toBe(before)
  })

  it('M4: given a file in Windows-1252 with German headings, when its columns are chosen by key, then the people have their names and cell phones, and what was left out can be saved', async () => {
    const { page, editor, api } = scene
    await editor.goTo('Extensions')
    await page.getByRole('button', { name: 'Add from a list' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add extensions from a list' })
    const list =
      'Nebenstelle;Vorname;Name;Abteilung;Handy\r\n1031;J\xfcrgen;M\xfcller;Jurist;+49 151 5550142\r\n10x;Kim;Lee;;\r\n'
    const file = { name: 'personen.csv', mimeType: 'text/csv', buffer: Buffer.from(list, 'latin1') }
    await dialog.locator('input[type=file]').setInputFiles(file)
    const columns = dialog.getByRole('table', { name: 'What the columns hold' })
    const holds = () => columns.getByRole('combobox').allInnerTexts()
    await columns.waitFor()
    expect(await holds()).toEqual(['Extension', 'First name', 'Last name', 'Not taken', 'Outside number'])
    expect(await dialog.getByRole('button', { name: /^Add/ }).count()).toBe(0)
    // A field comes from one column: the other goes without.
    await columns.getByRole('combobox', { name: 'Abteilung holds' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'Last name' }).press('Enter')
    // While a list of choices closes, all beside it is still hidden from whoever reads by role.
    await expect.poll(holds).toEqual(['Extension', 'First name', 'Not taken', 'Last name', 'Outside number'])
    const rows = dialog.getByRole('table', { name: 'What would be added' }).getByRole('row')
    await rows.filter({ hasText: 'Jürgen Jurist' }).waitFor()
    await columns.getByRole('combobox', { name: 'Name holds', exact: true }).press('Enter')
    await page.getByRole('option', { name: 'Last name' }).press('Enter')
    await dialog.getByRole('button', { name: 'Use these columns' }).press('Enter')
    await rows.filter({ hasText: 'Nebenstelle “10x” is no extension' }).waitFor()
    const [saving] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save it as CSV' }).click(),
    ])
    const saved = readFileSync(await saving.path(), 'utf8').split('\r\n')
    expect(saved[1]).toBe('10x,Kim,Lee,,,3,Nebenstelle “10x” is no extension: two to ten digits.')
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('button', { name: 'Add 1 extension' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const { documents } = await api.design.documents()
    expect(documents.find((each) => each.kind === 'user' && each.extension === '1031')).toMatchObject({
      name: 'Jürgen Müller',
      firstName: 'Jürgen',
      lastName: 'Müller',
    })
    expect(documents.find((each) => each.kind === 'device' && each.outsideNumber === '+49 151 5550142')).toMatchObject({
      type: 'cell-phone',
      requireKeypress: true,
    })
    await page.getByRole('button', { name: 'Undo: Add 1 extension', exact: false }).click()
    await page.getByRole('row', { name: /^Jürgen Müller/ }).waitFor({ state: 'detached' })
  })

  it('M4: given seats in the list, when they are exported, then the CSV has each with its columns', async () => {
    const { page, editor } = scene
    await editor.goTo('Extensions')
    const [saving] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    const [heading, first] = readFileSync(await saving.path(), 'utf8').split('\r\n')
    expect(heading).toBe('extension,first_name,last_name,email,phone')
    expect(first).toMatch(/^1001,Alex,Moreau,.*,desk-phone$/)
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})

async function textOf(locator: Locator): Promise<string> {
  await locator.waitFor()
  return (await locator.textContent()) ?? ''
}
