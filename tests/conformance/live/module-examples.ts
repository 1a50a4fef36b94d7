import { makeDocument } from '../../../src/callflow/design/document.ts'
import { step } from '../../../src/callflow/design/extension.ts'
import { stackPosition } from '../../../src/callflow/design/layout.ts'
import { sampleDesign } from '../../../src/callflow/design/sample.ts'
import { type DesignSnapshot, snapshotOf } from '../../../src/callflow/design/snapshot.ts'
import { modules } from '../../../src/callflow/modules/registry.ts'
import { choose, type RehearsalSetup, startRehearsal } from '../../../src/callflow/rehearse/rehearsal.ts'
import { type CallMade, fridayNoonMs, outsideCaller } from '../../../src/callflow/rehearse/small-design.ts'
import { type ModulePlay, modulePlays, playDocuments } from '../../e2e/module-plays.ts'

const DIALLED = '7600'
const sample = sampleDesign({ sipPassword: () => 'kT7vm2Qx' })

/** The example of each step in the sample company: the call that the app's tests play in the rehearsal panel. */
export const moduleExamples: readonly (CallMade & { readonly name: string })[] = modules.flatMap(({ type }) => {
  const play = modulePlays[type]
  if (!play) return []
  const design = snapshotOf([...sample, ...playDocuments, flowOf(type, play)])
  const caller = play.isFromOutside
    ? outsideCaller
    : ({ name: '', number: '', origin: { kind: 'device', deviceId: 'device-1003', userId: 'user-1003' } } as const)
  const setup = { callflowId: 'play', dialled: DIALLED, caller, startMs: fridayNoonMs }
  return { name: `the example of ${type}`, design, setup, choices: choicesOf(design, setup, play.does ?? []) }
})

function flowOf(type: string, { settings, leavesBy = '_' }: ModulePlay) {
  const after = step('after', 'play-media', { mediaId: 'media-main-greeting' }, stackPosition(1))
  return makeDocument('callflow', {
    id: 'play',
    name: type,
    numbers: [DIALLED],
    entry: 'it',
    nodes: { it: step('it', type, settings, stackPosition(0)), after },
    wires: [{ from: 'it', branch: leavesBy, to: 'after' }],
  })
}

/** A button of the panel by the choice that it stands for. */
function choicesOf(design: DesignSnapshot, setup: RehearsalSetup, does: readonly string[]): readonly string[] {
  let rehearsal = startRehearsal(design, setup)
  return does.map((what) => {
    const id = rehearsal.question?.choices.find(({ label }) => label === what)?.id ?? what
    const next = choose(rehearsal, id)
    if (next === rehearsal) throw new Error(`"${what}" cannot be chosen`)
    rehearsal = next
    return id
  })
}
