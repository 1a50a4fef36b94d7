import { account } from '../../../design/kinds/account.ts'
import { callerIds } from './caller-id.ts'
import { restrictionFields } from './restriction.ts'
import { at, derived, flag, reference, references, ringtones, text } from '../fields.ts'
import { defineKazooKind, title } from '../kind.ts'

export const kazooAccount = defineKazooKind({
  kind: 'account',
  collection: 'account',
  // Named by the export where patterns overlap.
  silent: ['patternMode'],
  schema: account,
  fields: {
    name: title(({ name }) => name, 'Imported account'),
    sipRealm: text('realm'),
    timezone: text('timezone'),
    // `en-us` for Kazoo, `en` for our prompts.
    language: at<string>(
      'language',
      (value) => (typeof value === 'string' ? /^[a-z]{2,3}/i.exec(value)?.[0].toLowerCase() : undefined),
      (value, original) =>
        value !== '' && typeof original === 'string' && original.toLowerCase().startsWith(value)
          ? original
          : value || undefined,
    ),
    callerIds,
    defaultCallerNumber: text('caller_id.default.number'),
    // Absent is false: user before device (M23).
    callerIdMode: at<'device-first' | 'user-first'>(
      'prefer_device_caller_id',
      (value) => (value === true ? 'device-first' : 'user-first'),
      (value) => value === 'device-first',
    ),
    // Kazoo knows no other way.
    patternMode: derived<'captured-together' | 'longest-group'>(() => 'longest-group'),
    holdMusicId: reference('music_on_hold.media_id'),
    activeBlacklistIds: references('blacklists'),
    doNotDisturb: flag('do_not_disturb.enabled'),
    ringtones,
    preflowId: reference('preflow.always'),
    ...restrictionFields,
    recordAllCalls: at<boolean>(
      'call_recording.account.any.any.enabled',
      (value) => value === true,
      (value, original) => (value || original !== undefined ? value : undefined),
    ),
  },
})
