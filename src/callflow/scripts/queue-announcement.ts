import type { Queue } from '../design/document.ts'
import type { ResultOf, Sound } from '../run/operation.ts'
import { type PromptId, prompt } from './prompts.ts'

/** What a waiting caller is told now and then: their place, how long it may take, and the way out. Empty when nothing is known. */
export function announcementOf(
  queue: Pick<Queue, 'announcePosition' | 'announceWait' | 'exitKey'>,
  line: ResultOf<'read-queue'>,
): readonly Sound[] {
  const place = queue.announcePosition && line.position !== undefined ? placeSounds(line.position) : []
  const wait =
    queue.announceWait && line.averageWaitMs !== undefined
      ? [prompt('queue-the_estimated_wait_time_is'), prompt(waitPrompt(line.averageWaitMs))]
      : []
  const sounds = [...place, ...wait]
  if (sounds.length === 0) return []
  return [...sounds, ...(queue.exitKey === '#' ? [prompt('queue-exit')] : [])]
}

const placeSounds = (position: number): readonly Sound[] =>
  position <= 1
    ? [prompt('queue-you_are_next')]
    : [prompt('queue-you_are_at_position'), { kind: 'digits', text: String(position) }, prompt('queue-in_the_queue')]

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

const waitPrompt = (waitMs: number): PromptId =>
  waitPrompts.find(([untilMin]) => waitMs < untilMin * 60_000)?.[1] ?? 'queue-at_least_1_hour'
