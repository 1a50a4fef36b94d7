import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeDocument } from '../../src/callflow/design/document.ts'
import { drawFlow } from '../../src/callflow/rehearse/small-design.ts'
import type { Baresip } from '../harness/baresip.ts'
import { putDocuments } from '../harness/put-documents.ts'
import { sync, thisComputer } from '../harness/target.ts'
import { until } from '../harness/until.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { phoneOf, seatOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

/** The sample's Casey serves a queue, and Alex calls it. Each test goes on from where the one before it stands. */
describeWith(['chromium', 'baresip'], 'the wallboard and an agent’s desk', ({ chromium, baresip }) => {
  let scene: Scene
  let alex: Baresip
  let casey: Baresip
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true })
    await until(
      'the engine runs',
      async () => (await scene.api.targets.status(thisComputer)).state === 'running',
      30_000,
    )
    await sync(scene.api)
  })
  afterAll(async () => {
    await alex?.stop()
    await casey?.stop()
    await scene?.close()
  })

  const phone = (extension: string) => phoneOf(scene.api, extension, { program: baresip, speaks: toneWav(440) })
  const tile = (name: string) => scene.page.getByRole('group', { name, exact: true })
  const list = (name: string) => scene.page.getByRole('region', { name, exact: true })
  const beHere = async (name: string) => {
    await scene.page.getByRole('combobox', { name: 'Agent', exact: true }).click()
    await scene.page.getByRole('option', { name }).click()
  }
  const now = () => scene.page.getByRole('region', { name: 'Now' })

  it('says what it is for while the engine has no queue', async () => {
    await scene.editor.goTo('Wallboard')
    await expect.poll(() => scene.page.getByText('The engine has no queues').isVisible()).toBe(true)
  })

  it('shows a queue once the engine has one, with nobody in it and its agent without a phone', async () => {
    const { userId } = await seatOf(scene.api, '1003')
    const managerIds = [(await seatOf(scene.api, '1001')).userId]
    const line = { id: 'support', name: 'Support line', agentIds: [userId], managerIds, wrapUpSec: 120 }
    const queue = makeDocument('queue', line)
    const flow = drawFlow({ id: 'support-flow', numbers: ['7100'], nodes: { queue: { queueId: 'support' } } })
    await putDocuments(scene.api, { label: 'Make a queue', put: [queue, flow] })
    await sync(scene.api)
    await list('Support line').waitFor()
    await scene.page.getByRole('button', { name: 'Callers and agents' }).click()
    await list('Agents').getByText('No phone online').waitFor()
    await expect.poll(() => list('Waiting').getByText('Nobody is waiting.').isVisible()).toBe(true)
  })

  it('shows a real caller who waits, and for how long', async () => {
    alex = await phone('1001')
    await alex.dial('7100')
    await list('Waiting').getByText('Alex Moreau').waitFor()
    await expect.poll(() => tile('Waiting').textContent()).toContain('1')
    await expect.poll(() => tile('Longest wait').textContent(), { timeout: 10_000 }).toMatch(/0:0[1-9]/)
  })

  it('shows why the agent is away, as they said at their desk', async () => {
    const { page, editor } = scene
    await page.getByRole('button', { name: 'What Casey Lindgren does' }).click()
    await page.getByRole('menuitem', { name: 'Say who you are' }).click()
    await beHere('Casey Lindgren')
    await page.getByRole('region', { name: 'Take a break' }).getByRole('button', { name: 'Lunch' }).click()
    await now().getByText('On a break: Lunch').waitFor()
    casey = await phone('1003')
    await editor.goTo('Wallboard')
    await page.getByRole('combobox', { name: 'Queue' }).click()
    await page.getByRole('option', { name: 'Support line' }).click()
    await list('Agents').getByText('On a break: Lunch').waitFor()
    await list('Lately').getByText('began a break: Lunch').waitFor()
    expect(casey.events.some(({ type }) => type === 'CALL_INCOMING')).toBe(false)
  })

  it('rings the agent whose break a manager of the queue has ended, and counts the caller as answered', async () => {
    const { page, editor } = scene
    await editor.goTo('Agent desk')
    await beHere('Alex Moreau')
    await page.getByRole('button', { name: 'Open the wallboard' }).click()
    await page.getByRole('combobox', { name: 'Queue' }).click()
    await page.getByRole('option', { name: 'Support line' }).click()
    await page.getByRole('button', { name: 'What Casey Lindgren does' }).click()
    await page.getByRole('menuitem', { name: 'End the break' }).click()
    await casey.waitFor('CALL_INCOMING')
    await editor.goTo('Agent desk')
    await beHere('Casey Lindgren')
    await now().getByText('with Alex Moreau').waitFor()
    await casey.command('accept')
    await now().getByText('Talking').waitFor()
    await editor.goTo('Wallboard')
    await expect.poll(() => tile('Answered today').textContent()).toContain('1')
    await expect.poll(() => tile('Waiting').textContent()).toContain('0')
  })

  it('refuses whoever is none of these, with a sentence', async () => {
    const [agent, colleague] = await Promise.all(['1003', '1002'].map((extension) => seatOf(scene.api, extension)))
    const order = {
      ...thisComputer,
      agentId: agent?.userId ?? '',
      byId: colleague?.userId ?? '',
      action: 'log-out',
    } as const
    await expect(scene.api.operate.queues.setAgent(order)).rejects.toThrow(
      'Only the agents themselves, managers of their queues and administrators may do that.',
    )
  })

  it('lets the agent be ready again before the pause after the call is over', async () => {
    const { page, editor } = scene
    await casey.hangUp()
    await editor.goTo('Agent desk')
    await now().getByText('After a call').waitFor()
    await page.getByRole('button', { name: 'Ready now' }).click()
    await expect.poll(() => now().getByText('Ready', { exact: true }).isVisible()).toBe(true)
  })

  it('fills the whole screen with the same numbers, and Escape leaves', async () => {
    const { page, editor } = scene
    await editor.goTo('Wallboard')
    await page.getByRole('button', { name: 'Full screen' }).click()
    const whole = page.getByRole('region', { name: 'Wallboard on the whole screen' })
    await expect.poll(() => whole.getByRole('group', { name: 'Answered today' }).textContent()).toContain('1')
    await page.keyboard.press('Escape')
    await whole.waitFor({ state: 'hidden' })
    expect(scene.errors).toEqual([])
  })
})
