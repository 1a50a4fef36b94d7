import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { modules } from '../../../src/callflow/modules/registry.ts'
import { type CallMade, onCallMade } from '../../../src/callflow/rehearse/small-design.ts'
import { type Difference, firstDifference } from './compare.ts'
import { decisionsOf } from './decisions.ts'
import { exceptions } from './exceptions.ts'
import { callLive } from './live-call.ts'
import { moduleExamples } from './module-examples.ts'
import { flowsFor, otherCallsOf } from './other-calls.ts'
import { asDialled, CannotRun } from './scenario.ts'

// A thousand engines are opened, each with a database of its own: in memory where the machine has such a folder.
if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const files = ['tests/conformance/rows/*.test.ts', 'src/callflow/modules/*/*.test.ts'].flatMap((pattern) =>
  globSync(pattern, { cwd: root }).toSorted(),
)

/** Every call of the tests in those files, which run here as well; calls that are made twice count once. */
const made = new Map<string, CallMade & { readonly name: string }>()
onCallMade.add((call) => {
  const key = JSON.stringify([[...call.design.documents()], call.setup, call.choices])
  if (!made.has(key)) made.set(key, { ...call, name: expect.getState().currentTestName ?? 'at the start' })
})
for (const file of files) describe(`${basename(file)}`, () => import(join(root, file)) as Promise<void>) // it has no exports

type Outcome = { readonly name: string } & ({ readonly cannot: string } | { readonly found: Difference | undefined })

async function compared(call: CallMade & { readonly name: string }): Promise<Outcome> {
  const name = `${call.name} [${call.choices.join(' ')}]`
  try {
    const first = asDialled(call)
    const others = otherCallsOf(decisionsOf(first.rehearsal), first.design, first.setup.caller)
    const scenario = others.length === 0 ? first : asDialled(call, flowsFor(others))
    const decisions = decisionsOf(scenario.rehearsal)
    const live = await callLive(scenario, decisions, others)
    return { name, found: firstDifference(scenario.rehearsal.trace, live.trace) }
  } catch (error) {
    if (error instanceof CannotRun) return { name, cannot: error.message }
    throw new Error(name, { cause: error })
  }
}

const excuseOf = ({ rehearsed, live }: Difference) => exceptions.find(({ excuses }) => excuses(rehearsed, live))

const countOf = (values: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(values)].toSorted().map((each) => [each, values.filter((one) => one === each).length]))

describe('what was rehearsed is what runs', () => {
  const outcomes: Outcome[] = []
  const differences = () => outcomes.flatMap((each) => ('found' in each && each.found ? [each.found] : []))

  it('event by event, in every call of the rows and of the steps, but for what is named', {
    timeout: 300_000,
  }, async () => {
    for (const call of [...made.values(), ...moduleExamples]) outcomes.push(await compared(call))
    const unexcused = outcomes.flatMap((each) =>
      'found' in each && each.found && !excuseOf(each.found) ? [`${each.name}: ${each.found.words}`] : [],
    )
    expect(unexcused).toEqual([])
    expect(outcomes.length).toBeGreaterThan(1_450)
  })

  it('and whatever is excused still differs', () => {
    const excused = countOf(differences().flatMap((each) => excuseOf(each)?.why ?? []))
    expect(Object.keys(excused)).toEqual(exceptions.map(({ why }) => why).toSorted())
  })

  it('and few cannot be dialled, for these reasons', () => {
    expect(countOf(outcomes.flatMap((each) => ('cannot' in each ? [each.cannot] : [])))).toEqual({
      'dialled by its number, it goes another way': 2,
      'nothing is dialled': 6,
      'the caller’s phone is none that works': 5,
    })
  })

  it('with every step of the palette among them', () => {
    const types = new Set(
      [...made.values(), ...moduleExamples].flatMap(({ design }) =>
        design.list('callflow').flatMap(({ nodes }) => Object.values(nodes).map(({ type }) => type)),
      ),
    )
    expect(modules.map(({ type }) => type).filter((type) => !types.has(type))).toEqual([])
  })
})
