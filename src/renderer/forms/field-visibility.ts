import type { FieldDescriptor } from '../../callflow/design/describe.ts'
import type { Document } from '../../callflow/design/document.ts'
import { getAt } from './paths.ts'

/** Fields that say nothing for the document as it stands are not shown: a land line has no SIP password. */
export function isFieldShown(document: Document, field: FieldDescriptor): boolean {
  const { shownWhen } = field
  if (shownWhen && !shownWhen.is.includes(getAt(document, shownWhen.field))) return false
  switch (document.kind) {
    case 'device': {
      const isOutside = document.type === 'cell-phone' || document.type === 'landline'
      if (['sipUsername', 'sipPassword', 'codecs'].includes(field.name)) return !isOutside
      if (/^(?:ringtones|callForward)\./.test(field.name)) return !isOutside
      return ['outsideNumber', 'requireKeypress', 'keepCallerId'].includes(field.name) ? isOutside : true
    }
    case 'schedule-rule':
      return ruleFields(document.cycle, document.ordinal !== null).has(field.name)
    case 'trunk':
      return true
    case 'media':
      return field.name === 'name' || field.name === 'transcript'
    default:
      return true
  }
}

const always = ['name', 'cycle', 'fromSec', 'untilSec', 'forced', 'startDate', 'endDate']

function ruleFields(cycle: string, byWeekday: boolean): ReadonlySet<string> {
  switch (cycle) {
    case 'date':
      return new Set(['name', 'cycle', 'startDate', 'fromSec', 'untilSec', 'forced'])
    case 'daily':
      return new Set([...always, 'interval', 'reckoning'])
    case 'weekly':
      return new Set([...always, 'interval', 'weekdays'])
    case 'yearly':
      return new Set([...always, 'interval', 'month', 'ordinal', byWeekday ? 'weekdays' : 'days', 'reckoning'])
    default:
      return new Set([...always, 'interval', 'ordinal', byWeekday ? 'weekdays' : 'days', 'reckoning'])
  }
}
