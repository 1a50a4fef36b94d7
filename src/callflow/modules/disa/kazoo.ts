import { defineKazooAction } from '../../exchange/kazoo/action.ts'
import { flag, number, text, word } from '../../exchange/kazoo/fields.ts'
import { disa } from './disa.ts'

export const kazooDisa = defineKazooAction({
  definition: disa,
  module: 'disa',
  fields: {
    pin: text('pin'),
    retries: number('retries'),
    maxDigits: number('max_digits'),
    interDigitSec: number('interdigit', { scale: 1_000, absent: 2 }),
    preconnect: word('preconnect_audio', { 'dial-tone': 'dialtone', ringing: 'ringing' }),
    useAccountCallerId: flag('use_account_caller_id'),
    enforceRestrictions: flag('enforce_call_restriction', false),
  },
})
