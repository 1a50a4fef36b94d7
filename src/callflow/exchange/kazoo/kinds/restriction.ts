import type { Account } from '../../../design/document.ts'
import { deniableClasses } from '../../../design/kinds/restriction.ts'
import type { Field } from '../fields.ts'
import { get, type JsonObject, put } from '../json.ts'

/** Kazoo's classifiers as they come with it; an account may have others, which stay as they are. */
const classifiers: Readonly<Record<(typeof deniableClasses)[number], string>> = {
  'toll-free': 'tollfree_us',
  premium: 'toll_us',
  satellite: 'satellite', // none of Kazoo's own, but an operator can have one
  domestic: 'did_us',
  caribbean: 'caribbean',
  international: 'international',
  other: 'unknown',
}

const isDenied = (from: JsonObject, classifier: string) =>
  get(from, 'call_restriction', classifier, 'action') === 'deny'

/** What is no longer denied follows the level above again, as Kazoo's own pages write it. */
function writeAction(into: JsonObject, original: JsonObject, classifier: string, deny: boolean): JsonObject {
  const before = get(original, 'call_restriction', classifier, 'action')
  const now = deny ? 'deny' : before === 'deny' ? 'inherit' : before
  return now === undefined ? into : put(into, ['call_restriction', classifier, 'action'], now)
}

/** Whom an account, a person or a phone may not call (A0). */
export const restrictionFields: {
  readonly deniedClasses: Field<Account['deniedClasses']>
  readonly closedGroups: Field<boolean>
} = {
  deniedClasses: {
    path: 'call_restriction',
    read: (from) => deniableClasses.filter((each) => isDenied(from, classifiers[each])),
    write: (value, into, original) =>
      deniableClasses.reduce(
        (written, each) => writeAction(written, original, classifiers[each], value.includes(each)),
        into,
      ),
  },
  closedGroups: {
    path: 'call_restriction.closed_groups.action',
    read: (from) => isDenied(from, 'closed_groups'),
    write: (value, into, original) => writeAction(into, original, 'closed_groups', value),
  },
}
