import type { ModuleCategory } from '../../callflow/define-module.ts'

/** Colours of the icon chip; the only place category hues appear. */
export const chipClass: Readonly<Record<ModuleCategory | 'unknown', string>> = {
  basic: 'bg-cat-basic-soft text-cat-basic',
  advanced: 'bg-cat-advanced-soft text-cat-advanced',
  'caller-id': 'bg-cat-caller-id-soft text-cat-caller-id',
  recording: 'bg-cat-recording-soft text-cat-recording',
  time: 'bg-cat-time-soft text-cat-time',
  'call-centre': 'bg-cat-call-centre-soft text-cat-call-centre',
  telephony: 'bg-cat-telephony-soft text-cat-telephony',
  'office-anywhere': 'bg-cat-office-anywhere-soft text-cat-office-anywhere',
  unknown: 'bg-grey-4 text-ink-soft',
}
