import type { Trunk } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { callForHelp } from '../../callflow/numbering/emergency.ts'
import { wayOut } from '../../callflow/numbering/way-out.ts'
import { freshCallState } from '../../callflow/run/call-state.ts'
import type { DialLeg } from '../../callflow/run/operation.ts'
import type { TrunkTest } from '../control/trunk-test-contract.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { CallWorld } from './call-world.ts'
import { OutgoingLeg } from './outgoing-leg.ts'
import { dialledBy, routeByTrunk } from './routes.ts'

/** So long somebody may take to answer. */
const RINGS_MS = 45_000
/** So long the sound of whoever answers is waited for. */
const LISTENS_MS = 3_000

export type TestRefused = 'not-found' | 'not-allowed' | 'busy'

export interface TrunkTestsOptions {
  readonly world: CallWorld
  readonly design: () => DesignSnapshot | undefined
  readonly onChanged: (test: TrunkTest) => void
}

interface Running {
  test: TrunkTest
  leg: OutgoingLeg | undefined
  stopTimer: () => void
}

/** Test calls that an administrator makes over one trunk: the INVITE that a call would send, and in sentences what comes of it. They belong to no call and to nobody. */
export class TrunkTests {
  readonly #options: TrunkTestsOptions
  readonly #running = new Map<string, Running>()

  constructor(options: TrunkTestsOptions) {
    this.#options = options
  }

  start({ trunkId, number }: Pick<TrunkTest, 'trunkId' | 'number'>): { readonly testId: string } | TestRefused {
    const { world } = this.#options
    const design = this.#options.design()
    const trunk = design?.find('trunk', trunkId)
    if (!design || !trunk?.enabled || trunk.host.trim() === '') return 'not-found'
    if (callForHelp(number, countryOf(design))) return 'not-allowed'
    if ([...this.#running.values()].some(({ test }) => test.trunkId === trunkId)) return 'busy'
    const way = wayOut({
      design,
      caller: { name: '', number: '', origin: { kind: 'trunk' } },
      edits: freshCallState,
      number,
      trunkId,
    })
    const asked = dialledBy(trunk, way.number, countryOf(design))
    const testId = world.newId()
    const test: TrunkTest = { testId, trunkId, number: asked, state: 'running', steps: [] }
    this.#running.set(testId, { test, leg: undefined, stopTimer: () => {} })
    const leg: DialLeg = {
      target: { kind: 'number', number: way.number, trunkId },
      delayMs: 0,
      timeoutMs: RINGS_MS,
      requireKeypress: false,
      ...way.shown,
    }
    void this.#run(testId, { trunk, leg, asked, country: countryOf(design) })
    return { testId }
  }

  cancel(testId: string): boolean {
    const running = this.#running.get(testId)
    if (!running) return false
    this.#end(testId, 'cancelled', 'You hung up.')
    return true
  }

  close(): void {
    for (const testId of this.#running.keys()) this.#end(testId, 'cancelled', 'The engine stops.')
  }

  async #run(
    testId: string,
    { trunk, leg, asked, country }: { trunk: Trunk; leg: DialLeg; asked: string; country: string },
  ): Promise<void> {
    const { world } = this.#options
    const { places } = world.trunks
    const found = await places.of(trunk)
    if (!this.#running.has(testId)) return
    if (found.length === 0) {
      this.#end(testId, 'failed', `${trunk.host} leads nowhere: no name server says where that is.`)
      return
    }
    this.#say(testId, placesWords(trunk.host, found))
    const outgoing = new OutgoingLeg(world, {
      label: asked,
      dialled: leg,
      route: routeByTrunk(trunk, leg, { asked, country, places }),
    })
    const running = this.#running.get(testId)
    if (!running) return
    running.leg = outgoing
    running.stopTimer = world.timers.after(RINGS_MS, () =>
      this.#end(testId, 'failed', `Nobody answers within ${RINGS_MS / 1_000} s.`),
    )
    this.#say(testId, `${asked} is called over ${trunk.transport.toUpperCase()}.`)
    let lastStatus = 0
    await outgoing.start(
      {
        onHeard: () => this.#say(testId, 'The carrier is there and has the call.'),
        onChallenged: () => this.#say(testId, 'It asks for the password, and is given it.'),
        onRinging: (status) => {
          if (status !== lastStatus) this.#say(testId, progressWords(status))
          lastStatus = status
        },
        onEarlyMedia: () => this.#say(testId, 'Sound comes before the answer.'),
        onAnswered: () => this.#answered(testId, outgoing),
        onFailed: (status, response) => this.#end(testId, 'failed', failureWords(status, response?.reason)),
      },
      { near: undefined, speaks: [] },
    )
  }

  #answered(testId: string, leg: OutgoingLeg): void {
    const running = this.#running.get(testId)
    if (!running) return
    running.stopTimer()
    this.#say(testId, 'It is answered.')
    // Carriers send to where packets of ours come from.
    leg.stream?.play([{ kind: 'tone', frequenciesHz: [440], onMs: 400, offMs: 600, repeats: 3 }])
    const before = leg.stream?.quality.received.packets ?? 0
    running.stopTimer = this.#options.world.timers.after(LISTENS_MS, () => {
      const packets = (leg.stream?.quality.received.packets ?? 0) - before
      if (packets > 0)
        this.#end(testId, 'good', `Sound is heard: ${packets} packets in ${LISTENS_MS / 1_000} s. Hung up.`)
      else
        this.#end(
          testId,
          'failed',
          `No sound is heard within ${LISTENS_MS / 1_000} s: a firewall may keep it, or the address that we say for it. Hung up.`,
        )
    })
  }

  #say(testId: string, says: string): void {
    const running = this.#running.get(testId)
    if (!running) return
    const { test } = running
    running.test = { ...test, steps: [...test.steps, { atMs: this.#options.world.clock.wall(), says }] }
    this.#options.onChanged(running.test)
  }

  #end(testId: string, state: TrunkTest['state'], says: string): void {
    const running = this.#running.get(testId)
    if (!running) return
    running.test = { ...running.test, state }
    this.#say(testId, says)
    this.#running.delete(testId)
    running.stopTimer()
    running.leg?.drop()
  }
}

function placesWords(host: string, [first, ...others]: readonly TransportPeer[]): string {
  const at = first ? `${first.address}:${first.port}` : ''
  return `${host} is at ${at}${others.length === 0 ? '' : `, and at ${others.length} more`}.`
}

const progressWords = (status: number) => (status === 180 ? 'It rings.' : `The carrier goes on with it (${status}).`)

/** In words for whoever set the trunk up; `reason` is the carrier's. */
function failureWords(status: number, reason = ''): string {
  const said = `${status}${reason === '' ? '' : ` ${reason}`}`
  switch (status) {
    case 401:
    case 407:
      return `The carrier does not take the user name or the password (${said}).`
    case 403:
      return `The carrier does not allow the call (${said}): it may not know our address, or the number that is shown as the caller.`
    case 404:
    case 484:
      return `The carrier does not know the number as it was written (${said}): see how numbers called are sent.`
    case 408:
      return `The carrier says nothing (${said}): the host, the port or a firewall.`
    case 480:
    case 486:
    case 600:
      return `The carrier works, and whoever was called does not answer or is busy (${said}).`
    case 488:
      return `The carrier speaks none of the codecs (${said}).`
    case 603:
      return `The call was declined (${said}).`
    default:
      return `The carrier refuses the call (${said}).`
  }
}
