import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith } from '../tools.ts'
import { openScene, type Scene } from './scene.ts'

/** The main line of the sample company, on a Wednesday morning and at night. Each test goes on from where the one before it stands. */
describeWith(['chromium'], 'the rehearsal panel', ({ chromium }) => {
  let scene: Scene
  let panel: Locator
  let now: Locator
  let events: Locator

  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true, engine: false })
    const { page, editor } = scene
    panel = page.getByRole('region', { name: 'Rehearsal' })
    now = panel.getByRole('group', { name: 'The call now' })
    events = panel.getByRole('list', { name: 'Events' })
    await editor.goTo('Callflows')
    await page.getByRole('link', { name: /^8000 Main line/ }).click()
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click()
  })
  afterAll(async () => {
    await scene?.close()
  })

  it('sends a call from a chosen phone at a chosen time through the flow, to where somebody must decide', async () => {
    await startCall('2026-11-18T10:30')
    await stands(/Playing "Main greeting"/)
    await happened('Casey Lindgren dials 8000')
    await happened('Goes on by "Open hours"')
    await happened('Enters "8001 Open hours"')
    expect(await steps('current')).toEqual(['Menu'])
    expect(await steps('visited')).toEqual([])
  })

  it('presses a key, and what that key leads to lights up', async () => {
    await panel.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: 'Press 2' }).click()
    await stands(/^Ringing .*Alex Moreau/)
    await happened('The caller presses 2')
    expect(await steps('current')).toEqual(['Ring group'])
    expect(await steps('visited')).toEqual(['Menu'])
  })

  it('lets it ring, and the fail-safe person is rung after 20 s', async () => {
    await happens('Let it ring')
    await happened('Nobody answers')
    await now.getByText(/^0:24 into the call/).waitFor()
    expect(await steps('current')).toEqual(['User'])
    expect(await steps('visited')).toEqual(['Menu', 'Ring group'])
  })

  it('steps back to before that', async () => {
    await panel.getByRole('button', { name: 'Step back' }).click()
    await now.getByText(/^0:04 into the call/).waitFor()
    expect(await steps('current')).toEqual(['Ring group'])
    expect(await events.getByText('Nobody answers').count()).toBe(0)
  })

  it('declines, and the call goes on to the fail-safe as well', async () => {
    await happens('All decline')
    await stands(/^Ringing Alex Moreau/)
    expect(await steps('current')).toEqual(['User'])
  })

  it('answers; the call ends when the called side hangs up', async () => {
    await happens(/Alex Moreau.* answers/)
    await happens(/hangs up$/)
    await panel.getByRole('button', { name: 'Same call again' }).waitFor()
    expect(await steps('current')).toEqual([])
    expect(await steps('visited')).toEqual(['Menu', 'Ring group', 'User'])
  })

  it('is kept as a test, which says by form and by text what must be so, fails when it is not, and shows its call', async () => {
    const { page, editor } = scene
    await now.getByRole('button', { name: 'Keep as a call test' }).click()
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    const result = page.getByRole('region', { name: 'Result' })
    await result.getByText('Passed', { exact: true }).waitFor()
    const happens = page.getByRole('region', { name: 'What happens' })
    expect(await happens.getByRole('listitem').allInnerTexts()).toEqual(['The caller presses 2', 'Declined'])

    await page.getByRole('radio', { name: 'Text' }).click()
    const text = page.getByLabel('The test as text')
    const written = await text.inputValue()
    expect(written).toContain('\nthen keys 2\nthen rejected\n')
    await text.fill(`${written}expect nonsense\n`)
    await page.getByText(/^Line \d+: "nonsense" is none of passes, /).waitFor()
    await text.fill(`${written}expect never-rings "Blair Okafor: desk phone"\n`)
    await result.getByText('Blair Okafor: desk phone never rings').waitFor()
    await result.getByText('It rings.').waitFor()
    await page.getByRole('link', { name: 'Call tests' }).getByText('1').waitFor()

    await page.getByRole('radio', { name: 'Form' }).click()
    const expected = page.getByRole('region', { name: 'Expected' })
    await expected.getByRole('button', { name: 'Remove Blair Okafor: desk phone never rings' }).click()
    await result.getByText('Passed', { exact: true }).waitFor()
    await expected.getByRole('button', { name: 'Add expectation' }).click()
    await page.getByRole('menuitem', { name: 'The wait is short' }).click()
    await expected.getByLabel('Longest wait').last().fill('3')
    await result.getByText('Failed', { exact: true }).waitFor()
    await result.getByText(/^It takes \d+ s\.$/).waitFor()

    await page.getByRole('button', { name: /of wires tested$/ }).click()
    await page.getByRole('list', { name: 'Coverage by callflow' }).getByRole('button', { name: /^8001/ }).click()
    await page.getByText('Painted: what call tests walk through').waitFor()
    expect(await steps('visited')).toEqual(['Menu', 'Ring group', 'User'])
    await page.getByRole('button', { name: 'Show the drawing as it is' }).click()
    expect(await steps('visited')).toEqual([])

    await editor.goTo('Call tests')
    await page.getByRole('button', { name: 'Explore' }).click()
    const explored = page.getByRole('dialog', { name: 'Explore every call' })
    await explored.getByText(/^\d+ calls were tried\.$/).waitFor()
    await explored
      .getByRole('listitem')
      .filter({ hasText: /nothing at 8001 Open hours: Directory/ })
      .waitFor()
    await explored.getByRole('checkbox').first().click()
    await explored.getByRole('button', { name: /^Keep \d+ tests$/ }).click()
    await page.getByText(/^1 of \d+ fail$/).waitFor()
    await page.getByRole('button', { name: /^(8\d|9\d|100) % of wires tested$/ }).waitFor()
    await page.getByRole('row', { name: /8000, 2, Wednesday 10:30/ }).click()
    await result.getByRole('button', { name: 'Show the call' }).click()
    await happened('The caller presses 2')
  })

  it('goes to the closed hours at night', async () => {
    await panel.getByRole('button', { name: 'New call' }).click()
    await startCall('2026-11-18T23:15')
    await happened('Goes on by "All other times"')
    await happened('Enters "8002 Closed"')
    await scene.page.getByRole('group', { name: 'Start: 8002 Closed' }).waitFor()
    expect((await steps('current')).length).toBe(1)
  })

  it('rings the phone that called for help ten minutes ago before the hours of the main line, and not after half an hour', async () => {
    const callBack = async (minutesAgo: string) => {
      await panel.getByRole('button', { name: 'New call' }).click()
      await scene.editor.choose(panel.getByRole('combobox', { name: 'Caller' }), 'An outside number')
      await panel.getByLabel('Number dialled').fill('')
      const first = panel.getByRole('button', { name: 'After a call for help' })
      if (await first.isVisible()) await first.click() // the second call keeps whose it was
      await scene.editor.choose(panel.getByRole('combobox', { name: 'Called for help before' }), /Casey Lindgren/)
      await panel.getByLabel('Minutes ago').fill(minutesAgo)
      await panel.getByRole('button', { name: 'Start call', exact: true }).click()
    }
    await callBack('10')
    await stands(/^Ringing .*Casey Lindgren/)
    await happened('This number was shown by a call for help less than 30 minutes ago: whoever made it is rung first')
    await callBack('30')
    await happened('Enters "8002 Closed"')
    expect(await events.getByText(/call for help/).count()).toBe(0)
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })

  async function startCall(when: string): Promise<void> {
    await scene.editor.choose(panel.getByRole('combobox', { name: 'Caller' }), /Casey Lindgren/)
    await panel.getByLabel('Number dialled').fill('8000')
    await panel.getByLabel('Date and time').fill(when)
    await panel.getByRole('button', { name: 'Start call', exact: true }).click()
  }

  async function happens(choice: string | RegExp): Promise<void> {
    const choices = now.getByRole('group', { name: 'What happens now' })
    await choices.getByRole('button', { name: choice }).first().click()
  }

  async function stands(words: RegExp): Promise<void> {
    await now.getByRole('status').filter({ hasText: words }).waitFor()
  }

  async function happened(words: string): Promise<void> {
    await events.getByText(words, { exact: true }).first().waitFor()
  }

  /** Steps on the canvas with that mark, from top to bottom. */
  async function steps(mark: 'current' | 'visited'): Promise<readonly string[]> {
    const names = await scene.page
      .getByRole('group', { name: /^Step: / })
      .filter({ has: scene.page.locator(`.is-${mark}`) })
      .evaluateAll((nodes) =>
        nodes
          .toSorted((a, b) => a.getBoundingClientRect().y - b.getBoundingClientRect().y)
          .map((node) => node.getAttribute('aria-label') ?? ''),
      )
    return names.map((name) => name.replace('Step: ', ''))
  }
})
