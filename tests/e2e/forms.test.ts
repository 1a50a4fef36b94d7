import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { step } from '../../src/callflow/design/extension.ts'
import { stackPosition } from '../../src/callflow/design/layout.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'
import { putDocuments } from '../harness/put-documents.ts'

const flowId = 'flow-7400'

/** The settings of steps, in the inspector. Each test goes on from where the one before it stands. */
describeWith(['chromium'], 'the form of a step', ({ chromium }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
    const nodes = [
      step('ask', 'collect-digits', { variable: 'wanted' }, stackPosition(0)),
      step('ring', 'ring-group', {}, stackPosition(1)),
      step('page', 'page-group', {}, stackPosition(2)),
      step('match', 'match-caller-id', {}, stackPosition(3)),
      step('sound', 'play-media', {}, stackPosition(4)),
      step('room', 'conference', {}, stackPosition(5)),
      step('box', 'voicemail', {}, stackPosition(6)),
    ]
    await putDocuments(scene.api, {
      label: 'Draw 7400',
      put: [
        makeDocument('callflow', {
          id: flowId,
          name: '7400 Forms',
          numbers: ['7400'],
          entry: 'ask',
          nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
          wires: [
            { from: 'ask', branch: '_', to: 'ring' },
            { from: 'ring', branch: '_', to: 'page' },
            { from: 'page', branch: '_', to: 'match' },
            { from: 'match', branch: '_', to: 'sound' },
            { from: 'sound', branch: '_', to: 'room' },
            { from: 'match', branch: 'match', to: 'box' },
          ],
        }),
      ],
    })
    await scene.editor.goTo('Callflows')
    await scene.page.getByRole('link', { name: /^7400 Forms/ }).click()
  })
  afterAll(async () => {
    await scene?.close()
  })

  async function settingsOf(nodeId: string): Promise<Record<string, unknown>> {
    await scene.editor.saved()
    const { documents } = await scene.api.design.documents()
    const flow = documents.find(({ id }) => id === flowId)
    if (flow?.kind !== 'callflow') throw new Error('there is no flow 7400')
    return flow.nodes[nodeId]?.settings ?? {}
  }

  /** As a link of the findings does: far steps are not in sight. */
  async function goToStep(nodeId: string): Promise<void> {
    await scene.page.evaluate((hash) => {
      location.hash = hash
    }, `/callflows/${flowId}?node=${nodeId}`)
  }

  it('M37: given a ring group with two members, when one is routed by a variable, then the group keeps the other and reads that one from the call', async () => {
    const { page, editor } = scene
    await editor.step('Ring group').click()
    const form = editor.inspector('Ring group')
    for (const name of [/Alex Moreau/, /Casey Lindgren/])
      await editor.choose(form.getByRole('button', { name: 'Add member' }), name)
    const members = form.getByRole('list', { name: 'Members' })
    await members.getByRole('button', { name: 'Route by variable: Alex Moreau' }).click()
    const picker = members.getByRole('combobox', { name: 'Variable instead of Alex Moreau' })
    await editor.choose(picker, 'wanted')
    await members.getByRole('combobox', { name: 'Variable instead of variable wanted' }).waitFor()
    expect(await settingsOf('ring')).toMatchObject({
      members: [{ id: { variable: 'wanted' }, timeoutSec: 20 }, { timeoutSec: 20 }],
    })
    await members.getByRole('spinbutton', { name: 'Ring: variable wanted' }).fill('12')
    await page.keyboard.press('Tab')
    expect(await settingsOf('ring')).toMatchObject({ members: [{ id: { variable: 'wanted' }, timeoutSec: 12 }, {}] })
  })

  it('M37: given only the keyboard, when a page group member is bound to a variable nobody sets yet, then the typed name is kept and a finding tells of it', async () => {
    const { page, editor } = scene
    const { keyboard } = page
    await editor.step('Page group').click()
    const form = editor.inspector('Page group')
    await editor.choose(form.getByRole('button', { name: 'Add member' }), /Alex Moreau/)
    await form.getByRole('button', { name: 'Route by variable: Alex Moreau' }).focus()
    await keyboard.press('Space')
    await keyboard.press('Shift+Tab')
    await keyboard.press('Enter')
    await page.getByRole('listbox').waitFor()
    await keyboard.type('team')
    await keyboard.press('Enter')
    await form.getByRole('combobox', { name: 'Variable instead of variable team' }).waitFor()
    expect(await settingsOf('page')).toMatchObject({ members: [{ id: { variable: 'team' } }] })
    await form.getByText(/uses the variable "team", which no step sets/).waitFor()
  })

  it('M37: given a bound member, when the toggle is taken back and a person chosen, then the row names that person again', async () => {
    const { editor } = scene
    const form = editor.inspector('Page group')
    await form.getByRole('button', { name: 'Route by variable: variable team' }).click()
    await editor.choose(form.getByRole('combobox', { name: 'Instead of variable team' }), /Casey Lindgren/)
    await form.getByRole('button', { name: 'Route by variable: Casey Lindgren' }).waitFor()
    expect(await settingsOf('page')).toMatchObject({ members: [{ id: expect.any(String) }] })
  })

  it('M29: given members in an order, when one is moved by its grip with the keyboard or dragged, then the list has the new order', async () => {
    const { page, editor } = scene
    await editor.step('Ring group').click()
    const form = editor.inspector('Ring group')
    await form.getByRole('button', { name: 'Move Casey Lindgren, 2 of 2' }).focus()
    await page.keyboard.press('ArrowUp')
    const grip = form.getByRole('button', { name: 'Move Casey Lindgren, 1 of 2' })
    await grip.waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.endsWith('1 of 2'))
    expect(await settingsOf('ring')).toMatchObject({ members: [{ timeoutSec: 20 }, { id: { variable: 'wanted' } }] })

    const from = await grip.boundingBox()
    const last = await form.getByRole('button', { name: 'Move variable wanted, 2 of 2' }).boundingBox()
    if (!from || !last) throw new Error('the grips are not on the screen')
    await editor.drag({ x: from.x + 8, y: from.y + 12 }, { x: last.x + 8, y: last.y + 60 })
    await form.getByRole('button', { name: 'Move Casey Lindgren, 2 of 2' }).waitFor()
    expect(await settingsOf('ring')).toMatchObject({ members: [{ id: { variable: 'wanted' } }, { timeoutSec: 20 }] })
  })

  it("M39: given the portal's text of three numbers, when it is typed as an expression, then each number says what it really matches and whole numbers are offered", async () => {
    const { editor } = scene
    await editor.step('Match caller ID').click()
    const form = editor.inspector('Match caller ID')
    await editor.choose(form.getByRole('combobox', { name: 'Compare with' }), 'A regular expression')
    await form.getByLabel('Regular expression').fill(String.raw`\b6045550100|7785550101|7785550199\b`)
    const reading = form.getByRole('group', { name: 'What it matches' }).getByRole('listitem')
    await expect
      .poll(() => reading.allInnerTexts())
      .toEqual([
        expect.stringMatching(/^6045550100\s+also inside longer numbers/),
        expect.stringMatching(/^7785550101\s+also inside longer numbers$/),
        expect.stringMatching(/^7785550199\s+also inside longer numbers$/),
      ])
    const tried = form.getByLabel('Try a caller')
    await tried.fill('+16045550100')
    await form.getByRole('status').getByText('Matches', { exact: true }).waitFor() // every writing of it is tried
    await tried.fill('99977855501019')
    await form.getByRole('status').getByText('Matches', { exact: true }).waitFor() // a number inside a longer one

    await form.getByRole('group', { name: 'What it matches' }).getByRole('button').click()
    await form.getByRole('button', { name: 'Remove +16045550100' }).waitFor()
    await form.getByRole('status').getByText('Does not match').waitFor()
    await tried.fill('604 555 0100')
    await form.getByRole('status').getByText('Matches', { exact: true }).waitFor()
    expect(await settingsOf('match')).toMatchObject({
      mode: 'numbers',
      numbers: ['+16045550100', '+17785550101', '+17785550199'],
    })
  })

  it("M38: given the number-list editor, when the portal's text is pasted into it, then the numbers of it become entries", async () => {
    const { page, editor } = scene
    const form = editor.inspector('Match caller ID')
    await form.getByPlaceholder('Add a number').fill(String.raw`\b2505550111|250-555-0112\b`)
    await page.keyboard.press('Enter')
    await form.getByRole('button', { name: 'Remove 2505550112' }).waitFor()
    expect(await settingsOf('match')).toMatchObject({
      numbers: expect.arrayContaining(['2505550111', '2505550112']),
    })
  })

  it('M28: given a play step, when a sound is uploaded from its field, then it is made here and chosen, and the flow stays in sight', async () => {
    const { page, editor } = scene
    await goToStep('sound')
    const field = editor.inspector('Play media').getByRole('combobox', { name: 'Media' })
    await editor.choose(field, /^Create media file/)
    const sheet = page.getByRole('dialog', { name: 'New media file' })
    const buffer = toneWav(440, 400)
    await sheet.locator('input[type=file]').setInputFiles({ name: 'lobby.wav', mimeType: 'audio/wav', buffer })
    await sheet.waitFor({ state: 'hidden' })
    await field.getByText('lobby').waitFor()
    await editor.inspector('Play media').getByRole('link', { name: 'Go to lobby' }).waitFor()
    await expect.poll(() => editor.start.isVisible()).toBe(true)
    expect(await settingsOf('sound')).toMatchObject({ mediaId: expect.any(String) })
  })

  it('M28: given a play step that says an amount, when it is written down, then what callers hear is shown in every language', async () => {
    const { editor } = scene
    await goToStep('sound')
    const form = editor.inspector('Play media')
    await editor.choose(form.getByRole('combobox', { name: 'What is played' }), 'A value, said aloud')
    await editor.choose(form.getByRole('combobox', { name: 'Said as' }), 'Pounds')
    await form.getByRole('textbox', { name: 'Value' }).fill('21.01')
    const heard = form.getByRole('group', { name: 'What callers hear' })
    await heard.getByText('twenty-one pounds and one penny').waitFor()
    await heard.getByText('einundzwanzig Pfund und ein Penny').waitFor()
    await heard.getByText('vingt et une livres et un penny').waitFor()
    await heard.getByText('veintiuna libras y un penique').waitFor()
    expect(await form.getByRole('combobox', { name: 'Media' }).count()).toBe(0)
    expect(await settingsOf('sound')).toMatchObject({ sound: 'value', value: '21.01', sayAs: 'gbp' })
    await form.getByRole('textbox', { name: 'Value' }).fill('soon')
    await heard.getByText('"soon", which cannot be said as pounds: nothing is said.').waitFor()
    await editor.choose(form.getByRole('combobox', { name: 'What is played' }), 'What a variable holds, said aloud')
    await form.getByRole('textbox', { name: 'Try a value' }).fill('0.50')
    await heard.getByText('cincuenta peniques').waitFor()
  })

  it.each([
    ['M30', 'a conference step', 'Conference', 'Room', 'conference', 'room', 'conferenceId'],
    ['M32', 'a voicemail step', 'Voicemail', 'Mailbox', 'voicemail box', 'box', 'mailboxId'],
  ])(
    '%s: given %s, when one is created from its field, then it is chosen and can be gone to',
    async (_row, _what, title, label, kind, nodeId, setting) => {
      const { editor } = scene
      await goToStep(nodeId)
      const form = editor.inspector(title)
      const field = form.getByRole('combobox', { name: label })
      const sheet = await editor.createIn(field, kind)
      await sheet.getByLabel('Name', { exact: true }).fill(`Made in ${nodeId}`)
      await editor.submit(sheet)
      await field.getByText(`Made in ${nodeId}`).waitFor()
      await form.getByRole('link', { name: `Go to Made in ${nodeId}` }).waitFor()
      expect(await settingsOf(nodeId)).toMatchObject({ [setting]: expect.any(String) })
    },
  )

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})
