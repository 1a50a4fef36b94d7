import type { Sound } from '../run/operation.ts'

/** System prompts that scripts play, by Kazoo's ids (M18); one recording each in `resources/prompts/<language>/<id>.wav`. */
export const promptIds = [
  'menu-invalid_entry',
  'menu-exit',
  'menu-transferring_call',
  'vm-goodbye',
  'vm-person',
  'vm-not_available',
  'vm-record_message',
  'vm-mailbox_full',
  'vm-recording_to_short',
  'vm-review_recording',
  'vm-saved',
  'vm-thank_you',
  'dynamic-cid-enter_cid',
  'cf-unauthorized_call',
  'cf-move-no_owner',
  'cf-move-no_channel',
  'cf-move-too_many_channels',
  'park-call_placed_in_spot',
  'park-no_caller',
  'park-already_in_use',
  'disa-enter_pin',
  'disa-invalid_pin',
  'disa-invalid_extension',
  'disa-retries_exceeded',
] as const

export type PromptId = (typeof promptIds)[number]

export const prompt = (promptId: PromptId): Sound => ({ kind: 'prompt', promptId })
