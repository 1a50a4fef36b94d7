import { Plus } from 'lucide-react'
import { useMemo } from 'react'
import { createInlineWith } from '../../forms/creating.ts'
import { kindWords } from '../../shell/kinds.ts'
import { useDocumentsOf } from '../../store/design.ts'
import { Button } from '../../ui/button.tsx'
import { RegistrationDot } from '../shared/registration-dot.tsx'
import { UseLink } from '../shared/used-by.tsx'

const kinds = ['device', 'mailbox'] as const

/** A person's phones and mailboxes. */
export function OwnedBy({ userId }: { readonly userId: string }) {
  const all = useDocumentsOf(kinds)
  const owned = useMemo(
    () => all.filter((each) => (each.kind === 'device' || each.kind === 'mailbox') && each.ownerId === userId),
    [all, userId],
  )
  return (
    <section aria-label="Phones and mailboxes" className="border-t border-line pt-4">
      <h3 className="mb-1 text-label font-medium text-ink-soft">Phones and mailboxes</h3>
      <ul className="-mx-2">
        {owned.map((each) => (
          <li key={each.id} className="flex items-center gap-2">
            <div className="min-w-0 flex-1">
              <UseLink name={each.name} kind={each.kind} id={each.id} nodeId={null} />
            </div>
            {each.kind === 'device' ? (
              <span className="pr-2 text-small">
                <RegistrationDot device={each} />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <div className="-ml-2 flex gap-1">
        {kinds.map((kind) => (
          <Button
            key={kind}
            variant="ghost"
            size="sm"
            icon={Plus}
            onClick={() => createInlineWith(kind, { ownerId: userId })}
          >
            Add {kindWords[kind].one}
          </Button>
        ))}
      </div>
    </section>
  )
}
