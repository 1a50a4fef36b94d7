import type { Mailbox } from '../../design/document.ts'
import type { DesignSnapshot } from '../../design/snapshot.ts'
import type { WayOn } from '../../step-traits.ts'

/** What 0 leads to at a mailbox; empty when there is no operator. */
export const operatorOf = ({ account }: DesignSnapshot, mailbox: Mailbox | undefined): string =>
  mailbox?.operatorNumber || (account?.operatorNumber ?? '')

export const toOperator = (design: DesignSnapshot, mailbox: Mailbox | undefined): readonly WayOn[] => [
  { number: operatorOf(design, mailbox), words: '0 for the operator' },
]
