import type { DesignSnapshot } from '../design/snapshot.ts'
import { branchWords } from '../picture/flow-words.ts'
import { durationWords, endWords, happeningWords, listed, stepWords } from '../prove/test-words.ts'
import type { RehearsalSetup } from '../rehearse/rehearsal.ts'
import { toWallTime } from '../schedule/wall-time.ts'
import { firstKnownZone } from '../schedule/local-time.ts'
import type { Exploration, LostCall, TriedCall } from './explore.ts'

/** What an exploration found, as sentences: what no call reaches, where callers are lost, how long they wait. */
export function explorationWords(design: DesignSnapshot, found: Exploration): readonly string[] {
  const flows = found.coverage.ofDesign(design)
  const steps = flows.flatMap(({ callflowId, missedSteps }) =>
    missedSteps.map((nodeId) => `No call reaches ${stepWords({ callflowId, nodeId }, design)}.`),
  )
  const wires = flows.flatMap(({ callflowId, missedSteps, missedWires }) =>
    missedWires
      .filter(({ nodeId }) => !missedSteps.includes(nodeId))
      .map(
        ({ nodeId, branch }) =>
          `No call leaves ${stepWords({ callflowId, nodeId }, design)} by "${wayWords(design, callflowId, nodeId, branch)}".`,
      ),
  )
  const lost = byCause(found.lost, design).map(([call, ...alike]) => lostWords(call, alike, design))
  const { longest } = found
  const waits = longest
    ? [
        `The longest wait for a person or a mailbox is ${durationWords(longest.waitedMs)}. ${callWords(longest.call, design)}`,
      ]
    : []
  const limit = found.leftOut > 0 ? [`${found.leftOut} decisions were not tried: the limit came first.`] : []
  return [...steps, ...wires, ...lost, ...waits, ...limit]
}

type Alike = readonly [LostCall, ...LostCall[]]

/** What ends in the same way after the same decision at a step of the same kind has one cause. */
function byCause(lost: readonly LostCall[], design: DesignSnapshot): readonly Alike[] {
  const causes = new Map<string, Alike>()
  for (const call of lost) {
    const type = design.find('callflow', call.callflowId)?.nodes[call.nodeId]?.type
    const last = call.answers.slice(-2).map(({ choiceId }) => choiceId)
    const cause = JSON.stringify([call.reason, type, last])
    const known = causes.get(cause)
    causes.set(cause, known ? [...known, call] : [call])
  }
  return [...causes.values()]
}

function lostWords(call: LostCall, alike: readonly LostCall[], design: DesignSnapshot): string {
  const places = alike.length === 0 ? '' : ` The same at ${listed(alike.map((other) => stepWords(other, design)))}.`
  return `A caller is left with nothing at ${stepWords(call, design)}: ${endWords(call)}. ${callWords(call, design)}${places}`
}

function wayWords(design: DesignSnapshot, callflowId: string, nodeId: string, branch: string): string {
  const node = design.find('callflow', callflowId)?.nodes[nodeId]
  return node ? branchWords(node, branch, design) : branch
}

/** `8000 from outside, 2026-07-02 10:00: the caller presses 2, nobody answers.` */
function callWords({ setup, answers }: TriedCall, design: DesignSnapshot): string {
  const who = setup.caller.origin.kind === 'device' ? `from ${setup.caller.name}` : 'from outside'
  const decisions = answers.map(({ choiceId }) => decisionWords(choiceId, design))
  const did = decisions.length === 0 ? 'nobody does anything' : decisions.join(', ')
  return `${setup.dialled} ${who}, ${whenWords(setup, design)}: ${did}.`
}

function decisionWords(choiceId: string, design: DesignSnapshot): string {
  const choice = choiceId.startsWith('answer:') ? 'answer' : choiceId
  const words = happeningWords({ choice, deviceId: null, number: '' }, design)
  return words.charAt(0).toLowerCase() + words.slice(1)
}

const whenWords = ({ startMs }: RehearsalSetup, design: DesignSnapshot): string =>
  toWallTime(startMs, firstKnownZone(design.account?.timezone)).replace('T', ' ')
