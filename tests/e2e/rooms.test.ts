import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Baresip } from '../harness/baresip.ts'
import { until } from '../harness/until.ts'
import { thisComputer } from '../harness/target.ts'
import { toneWav } from '../harness/wav.ts'
import { describeWith } from '../tools.ts'
import { phoneOf, traceOf } from './phones.ts'
import { openScene, type Scene } from './scene.ts'

const [MODERATOR_PIN, MEMBER_PIN] = ['8642', '2468']

/** The sample's team room, with Alex, who moderates, and Casey. Each test goes on from where the one before it stands. */
describeWith(['chromium', 'baresip'], 'the Rooms page', ({ chromium, baresip }) => {
  let scene: Scene
  let alex: Baresip
  let casey: Baresip
  beforeAll(async () => {
    scene = await openScene(chromium, { sample: true })
    await scene.editor.goTo('Rooms')
  })
  afterAll(async () => {
    await alex?.stop()
    await casey?.stop()
    await scene?.close()
  })

  const phone = (extension: string, frequencyHz: number) =>
    phoneOf(scene.api, extension, { program: baresip, speaks: toneWav(frequencyHz) })
  const asked = async (extension: string): Promise<boolean> => {
    const call = (await scene.api.operate.calls.list(thisComputer)).find(
      ({ callerNumber }) => callerNumber === extension,
    )
    const trace = call ? await traceOf(scene.api, call.callId) : []
    return trace.some((event) => event.kind === 'operation' && event.operation.kind === 'collect')
  }
  const dialIn = async (from: Baresip, extension: string, pin: string) => {
    await from.dial('8200')
    await until(`${extension} is asked for the PIN`, () => asked(extension))
    await from.keys(`${pin}#`)
  }
  const closed = (which: Baresip) => which.events.filter(({ type }) => type === 'CALL_CLOSED').length
  const partiesInEngine = async () => (await scene.api.operate.conferences.list(thisComputer))[0]?.parties ?? []

  const row = () => scene.page.getByRole('grid', { name: 'Rooms' }).getByRole('row', { name: /Team room/ })
  const panel = () => scene.page.getByRole('region', { name: 'Team room' })
  const person = (name: string) => panel().getByRole('listitem').filter({ hasText: name })
  const press = (name: string) => panel().getByRole('button', { name, exact: true }).click()
  const isPressed = (name: string) => panel().getByRole('button', { name, exact: true }).getAttribute('aria-pressed')

  it('says that nobody is in a room', async () => {
    await scene.page.getByText('Nobody is in a conference room').waitFor()
    await scene.editor.sync()
    expect(await partiesInEngine()).toEqual([])
  })

  it('shows a room once somebody is in it: who, in what role, and who speaks', async () => {
    ;[alex, casey] = await Promise.all([phone('1001', 440), phone('1003', 1_000)])
    await dialIn(alex, '1001', MODERATOR_PIN)
    await row().waitFor()
    await row().click()
    await panel().getByText('1 person').waitFor()
    await dialIn(casey, '1003', MEMBER_PIN)
    await panel().getByText('2 people').waitFor()
    await person('Alex').getByText('Moderator').waitFor()
    expect(await person('Casey').getByText('Moderator').count()).toBe(0)
    for (const name of ['Alex', 'Casey']) await person(name).getByText('Speaking').waitFor()
    await row().getByText('Alex Moreau, Casey Lindgren').waitFor()
  })

  it('mutes one, who is heard and shown as speaking no more, and makes one deaf', async () => {
    await press('Mute Casey Lindgren')
    await person('Casey').getByText('Muted').waitFor()
    expect(await isPressed('Unmute Casey Lindgren')).toBe('true')
    await row().getByText('Alex Moreau', { exact: true }).waitFor()
    await press('Make Casey Lindgren deaf')
    await panel().getByRole('button', { name: 'Let Casey Lindgren hear' }).waitFor()
    expect(await partiesInEngine()).toMatchObject([
      { isMuted: false, isDeaf: false },
      { isMuted: true, isDeaf: true },
    ])
  })

  it('shows what somebody did by a key of the phone', async () => {
    await casey.keys('0*')
    await panel().getByRole('button', { name: 'Mute Casey Lindgren', exact: true }).waitFor()
    await panel().getByRole('button', { name: 'Make Casey Lindgren deaf' }).waitFor()
    await person('Casey').getByText('Speaking').waitFor()
    expect(await isPressed('Mute Casey Lindgren')).toBe('false')
  })

  it('mutes all members, who cannot undo it by a key, and no moderator', async () => {
    await press('Mute all')
    await row().getByText('Muted').waitFor()
    await person('Casey').getByText('Muted').waitFor()
    await person('Alex').getByText('Speaking').waitFor()
    await casey.keys('0*')
    await panel().getByRole('button', { name: 'Let Casey Lindgren hear' }).waitFor()
    expect(await isPressed('Unmute Casey Lindgren')).toBe('true')
    await casey.keys('*')
    await press('Unmute all')
    await person('Casey').getByText('Speaking').waitFor()
    expect(await row().getByText('Muted').count()).toBe(0)
  })

  it('locks the room and puts one out, who does not come in again until it is unlocked', async () => {
    await press('Lock')
    await row().getByText('Locked').waitFor()
    await press('Put Casey Lindgren out')
    await until('Casey’s call is over', () => closed(casey) === 1)
    await panel().getByText('1 person').waitFor()
    await dialIn(casey, '1003', MEMBER_PIN)
    await until('Casey is turned away', () => closed(casey) === 2)
    expect(await partiesInEngine()).toMatchObject([{ number: '1001' }])
    await press('Unlock')
    await dialIn(casey, '1003', MEMBER_PIN)
    await panel().getByText('2 people').waitFor()
  })

  it('ends it for everybody, and has nobody to show then', async () => {
    await press('End for all')
    await until('both calls are over', () => closed(alex) === 1 && closed(casey) === 3)
    await scene.page.getByText('Nobody is in a conference room').waitFor()
    expect(await panel().count()).toBe(0)
  })

  it('has logged no error in the page', () => {
    expect(scene.errors).toEqual([])
  })
})
