import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Callflow, type Document, makeDocument } from '../design/document.ts'
import { sampleDesign } from '../design/sample.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { Coverage } from '../prove/coverage.ts'
import { hasPassed, runCallTest } from '../prove/run-test.ts'
import { startRehearsal } from '../rehearse/rehearsal.ts'
import { colleagues, company, drawFlow, type FlowDrawing } from '../rehearse/small-design.ts'
import { explorationWords } from './exploration-words.ts'
import { decisionsAt, explore, explored, type TriedCall } from './explore.ts'
import { proposeTests } from './propose-tests.ts'

const nowMs = Date.UTC(2026, 6, 2, 17)
const menu = makeDocument('menu', { id: 'menu', name: 'Main menu' })
const line = (nodes: FlowDrawing['nodes'], wires: readonly string[]) =>
  drawFlow({ id: 'line', numbers: ['8000'], nodes, wires })
const designOf = (...documents: Document[]) =>
  snapshotOf([company(), menu, ...colleagues.filter(({ kind }) => kind !== 'callflow'), ...documents])
const says = (...documents: Document[]) => {
  const design = designOf(...documents)
  return explorationWords(design, explored(design, { nowMs }))
}

const alex = { deviceId: 'device-1001', timeoutSec: 20 }

describe('every call through a design', () => {
  const sample = snapshotOf(sampleDesign({ sipPassword: () => 'secret' }))
  const found = explored(sample, { nowMs })

  it('goes through all of the sample company, whatever the hour', () => {
    const missed = found.coverage
      .ofDesign(sample)
      .flatMap(({ missedSteps, missedWires }) => [...missedSteps, ...missedWires])
    expect([missed, found.leftOut]).toEqual([[], 0])
  })

  it('finds the caller who says nothing to the directory, and the longest wait: support, then its fail-safe', () => {
    expect(found.lost.map(({ nodeId }) => nodeId)).toContain('directory')
    expect(found.longest?.call.answers.slice(0, 3).map(({ choiceId }) => choiceId)).toEqual([
      'keys:2',
      'no-answer',
      'no-answer',
    ])
  })

  it('proposes tests that pass, and together take every wire; none where tests take all', () => {
    let made = 0
    const tests = [...proposeTests(sample, found, [], () => `test-${made++}`)]
    const results = tests.map((test) => runCallTest(test, sample))
    expect(results.filter((result) => !hasPassed(result))).toEqual([])
    const walked = results.flatMap(({ rehearsal }) => (rehearsal ? [rehearsal.trace] : []))
    const coverage = new Coverage()
    for (const trace of walked) coverage.add(trace)
    expect(coverage.ofDesign(sample).flatMap(({ missedWires }) => missedWires)).toEqual([])
    expect([...proposeTests(sample, found, walked, () => 'more')]).toEqual([])
  })
})

describe('an exploration', () => {
  it('says which steps and ways on no call reaches, a step once and not its wires too', () => {
    const drawn = line({ device: alex, 'hang-up:after': {}, 'play-media:never': {}, 'hang-up:nor': {} }, [
      'device _ hang-up:after',
      'play-media:never _ hang-up:nor',
    ])
    expect(says(drawn)).toEqual([
      'No call reaches line: Play media.',
      'No call reaches line: Hang up.',
      expect.stringContaining('The longest wait'),
    ])
    const busy = line({ 'play-media': {}, 'hang-up': {} }, ['play-media _ hang-up', 'play-media 7 hang-up'])
    expect(says(busy)).toContain('No call leaves line: Play media by "7".')
  })

  it('says where a caller is left with nothing, with the shortest call that shows it', () => {
    const lost = says(line({ menu: { menuId: 'menu' }, device: alex }, ['menu 1 device']))
    expect(lost.find((sentence) => sentence.includes('Menu'))).toMatch(
      /^A caller is left with nothing at line: Menu \(Main menu\): nothing follows\. 8000 from outside, 2026-07-02 \d\d:00: the caller presses/,
    )
  })

  it('finds a circle that nobody comes out of, and is not caught in it', () => {
    const round = line({ callflow: { callflowId: 'line' } }, [])
    expect(says(round)).toEqual([expect.stringContaining('more than 50 jumps')])
  })

  it('says nothing of a caller who is served: a message, a fax, a person', () => {
    const box = line({ voicemail: { mailboxId: 'mailbox-1001' } }, [])
    const fax = line({ 'receive-fax': { userId: 'user-1001' } }, [])
    expect(says(fax)).not.toContainEqual(expect.stringContaining('received'))
    expect(explored(designOf(fax), { nowMs }).lost).toEqual([])
    expect(says(box).filter((sentence) => sentence.includes('nothing at') && !sentence.includes('presses *'))).toEqual(
      [],
    )
  })

  it('tells calls apart that carry other things, come from elsewhere, or go back to another callflow', () => {
    const carries = line(
      {
        'collect-digits': { maxDigits: 1 },
        menu: { menuId: 'menu' },
        'branch-on-variable': { variable: 'digits' },
        'hang-up:one': {},
        'hang-up:none': {},
      },
      [
        'collect-digits _ menu',
        'menu 1 branch-on-variable',
        'branch-on-variable 1 hang-up:one',
        'branch-on-variable 0 hang-up:none',
      ],
    )
    const whoCalls = line(
      {
        menu: { menuId: 'menu' },
        'match-caller-id': { mode: 'numbers', numbers: ['1001'] },
        'hang-up:in': {},
        'hang-up:out': {},
      },
      ['menu 1 match-caller-id', 'match-caller-id match hang-up:in', 'match-caller-id _ hang-up:out'],
    )
    // Not the phone that calls: nobody rings themselves.
    const shared = drawFlow({ id: 'shared', nodes: { device: { ...alex, deviceId: 'device-1002' } } })
    const after = ['8001', '8002'].map((number) =>
      drawFlow({
        id: `by-${number}`,
        numbers: [number],
        nodes: { callflow: { callflowId: 'shared' }, 'play-media': {} },
        wires: ['callflow _ play-media'],
      }),
    )
    for (const flows of [[carries], [whoCalls], [shared, ...after]]) {
      const design = designOf(...flows)
      const missed = explored(design, { nowMs })
        .coverage.ofDesign(design)
        .flatMap((flow) => [...flow.missedSteps, ...flow.missedWires])
      expect(missed).toEqual([])
    }
  })

  it('says what it left out when the limit came first', () => {
    const design = designOf(line({ menu: { menuId: 'menu' }, device: alex }, ['menu 1 device']))
    const cut = explored(design, { nowMs, maxTries: 3 })
    expect(cut.tried).toBe(3)
    expect(explorationWords(design, cut).at(-1)).toBe(`${cut.leftOut} decisions were not tried: the limit came first.`)
  })

  it('tells how far it is, and ends when nobody asks any more', () => {
    const exploring = explore(designOf(line({ device: alex }, [])), { nowMs })
    expect(exploring.next()).toMatchObject({ done: false, value: { tried: 1 } })
    exploring.return(undefined as never)
    expect(exploring.next().done).toBe(true)
  })

  it('looks at every hour that differs, not at every day', () => {
    const rule = makeDocument('schedule-rule', {
      id: 'open',
      name: 'Open',
      weekdays: ['monday'],
      fromSec: 32_400,
      untilSec: 61_200,
    })
    const hours = line({ 'time-of-day': { routes: ['open'] }, device: alex, 'hang-up': {} }, [
      'time-of-day open device',
      'time-of-day _ hang-up',
    ])
    const { coverage, tried } = explored(designOf(rule, hours), { nowMs })
    expect(coverage.ofFlow(hours)).toMatchObject({ missedWires: [] })
    expect(tried).toBeLessThan(100)
  })

  it('reaches whatever calls reach that are tried one by one, without forgetting anything', () => {
    fc.assert(
      fc.property(anyFlow, (flow) => {
        const design = designOf(flow)
        const { coverage } = explored(design, { nowMs })
        const brute = new Coverage()
        for (const trace of everyCall(design, { setup: startOf(flow), answers: [] }, 5)) brute.add(trace)
        const reached = Object.keys(flow.nodes).filter((id) => brute.isReached('line', id))
        expect(reached.filter((id) => !coverage.isReached('line', id))).toEqual([])
        const taken = flow.wires.filter(({ from, branch }) => brute.isTaken('line', from, branch))
        expect(taken.filter(({ from, branch }) => !coverage.isTaken('line', from, branch))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })
})

const startOf = (flow: Callflow): TriedCall['setup'] => ({
  dialled: flow.numbers[0] ?? '',
  caller: { name: '', number: '+14155550142', origin: { kind: 'trunk' } },
  startMs: nowMs,
})

/** All of them, up to so many decisions. */
function* everyCall(
  design: ReturnType<typeof designOf>,
  call: TriedCall,
  deeper: number,
): Generator<ReturnType<typeof startRehearsal>['trace']> {
  const { trace, question } = startRehearsal(design, call.setup, call.answers)
  yield trace
  if (!question || deeper === 0) return
  for (const choiceId of decisionsAt(question))
    yield* everyCall(
      design,
      { ...call, answers: [...call.answers, { operation: question.operation.kind, choiceId }] },
      deeper - 1,
    )
}

const kinds: readonly (readonly [key: string, settings: Readonly<Record<string, unknown>>])[] = [
  ['menu', { menuId: 'menu' }],
  ['device', alex],
  ['hang-up', {}],
  ['play-media', {}],
  ['prepend', { namePrefix: 'X' }],
  ['collect-digits', { maxDigits: 1 }],
]

/** Up to six steps, wired at random. */
const anyFlow = fc
  .record({
    steps: fc.array(fc.constantFrom(...kinds), { minLength: 2, maxLength: 6 }),
    wires: fc.array(
      fc.record({
        from: fc.nat(5),
        branch: fc.constantFrom('_', '1', '2', 'busy', 'no-answer', 'timeout'),
        to: fc.nat(5),
      }),
      { maxLength: 10 },
    ),
  })
  .map(({ steps, wires }) => {
    const keys = steps.map(([type], at) => `${type}:${at}`)
    const drawn = wires.flatMap(({ from, branch, to }) =>
      keys[from] && keys[to] ? [`${keys[from]} ${branch} ${keys[to]}`] : [],
    )
    const once = [...new Map(drawn.map((wire) => [wire.split(' ').slice(0, 2).join(' '), wire])).values()]
    return line(Object.fromEntries(steps.map(([, settings], at) => [keys[at] ?? '', settings])), once)
  })
