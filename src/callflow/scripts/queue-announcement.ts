import type { Queue } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import type { ResultOf, Sound } from '../run/operation.ts'
import { type PromptId, prompt } from './prompts.ts'
import { spokenNumber } from './saying/number.ts'

type About = Pick<
  Queue,
  | 'announcePosition'
  | 'announceWait'
  | 'exitKey'
  | 'positionMediaId'
  | 'inQueueMediaId'
  | 'waitMediaId'
  | 'busierMediaId'
>

/**
 * What a waiting caller is told now and then: their place, how long it may take by how fast the line went lately, and the way out. Empty when nothing is known. When the wait
 * has become longer than what they were told before (`toldWaitMs`), they hear that more people are calling.
 */
export function announcementOf(queue: About, line: ResultOf<'read-queue'>, toldWaitMs?: number): readonly Sound[] {
  const place = queue.announcePosition && line.position !== undefined ? placeSounds(queue, line.position) : []
  const wait =
    queue.announceWait && line.expectedWaitMs !== undefined ? waitSounds(queue, line.expectedWaitMs, toldWaitMs) : []
  const sounds = [...place, ...wait]
  if (sounds.length === 0) return []
  return [...sounds, ...(queue.exitKey === '#' ? [prompt('queue-exit')] : [])]
}

const placeSounds = ({ positionMediaId, inQueueMediaId }: About, position: number): readonly Sound[] =>
  position <= 1
    ? [prompt('queue-you_are_next')]
    : [
        own(positionMediaId, 'queue-you_are_at_position'),
        ...spokenNumber(position),
        own(inQueueMediaId, 'queue-in_the_queue'),
      ]

function waitSounds({ waitMediaId, busierMediaId }: About, waitMs: number, toldWaitMs?: number): readonly Sound[] {
  const isBusier = toldWaitMs !== undefined && waitStep(waitMs) > waitStep(toldWaitMs)
  return [
    ...(isBusier ? [own(busierMediaId, 'queue-increase_in_call_volume')] : []),
    own(waitMediaId, 'queue-the_estimated_wait_time_is'),
    prompt(waitPrompts[waitStep(waitMs)]?.[1] ?? 'queue-at_least_1_hour'),
  ]
}

const own = (mediaId: DocumentId | null, otherwise: PromptId): Sound =>
  mediaId === null ? prompt(otherwise) : { kind: 'media', mediaId }

/** The nearest of the times that have a recording. Upper ends in minutes. */
const waitPrompts: readonly (readonly [untilMin: number, PromptId])[] = [
  [1, 'queue-less_than_1_minute'],
  [3, 'queue-about_1_minute'],
  [7.5, 'queue-about_5_minutes'],
  [12.5, 'queue-about_10_minutes'],
  [22.5, 'queue-about_15_minutes'],
  [45, 'queue-about_30_minutes'],
  [60, 'queue-about_1_hour'],
]

/** Which of them; beyond the last for more than an hour. */
function waitStep(waitMs: number): number {
  const step = waitPrompts.findIndex(([untilMin]) => waitMs < untilMin * 60_000)
  return step < 0 ? waitPrompts.length : step
}
