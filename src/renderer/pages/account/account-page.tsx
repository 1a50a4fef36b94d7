import { MapPin, Plus } from 'lucide-react'
import { createInlineWith } from '../../forms/creating.ts'
import { DocumentForm } from '../../forms/document-form.tsx'
import { Disclosure } from '../../forms/generated-form.tsx'
import { PageHeader } from '../../shell/page-layout.tsx'
import { useDocuments } from '../../store/design.ts'
import { MailSection } from './mail-section.tsx'
import { Seats } from './seats.tsx'
import { Button } from '../../ui/button.tsx'
import { Trash2 } from 'lucide-react'
import { IconButton } from '../../ui/button.tsx'
import { deleteDocument } from '../shared/deleting.ts'

export function AccountPage() {
  const [account] = useDocuments('account')
  const sites = useDocuments('site')
  return (
    <>
      <PageHeader title="Account" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-[640px] flex-col gap-8 px-4 py-6">
          {account ? (
            <section aria-label="Company">
              <h2 className="text-body font-semibold">Company</h2>
              <p className="mb-4 text-small text-ink-faint">
                What users and phones fall back to when they say nothing themselves.
              </p>
              <DocumentForm key={account.id} document={account} omit={['prompts', 'mail']} />
            </section>
          ) : null}
          {account ? <MailSection account={account} /> : null}
          <Seats />
          <section aria-label="Sites" className="border-t border-line pt-6">
            <div className="mb-2 flex items-center justify-between">
              <div>
                <h2 className="text-body font-semibold">Sites</h2>
                <p className="text-small text-ink-faint">Places of the company, each with a time zone and caller ID.</p>
              </div>
              <Button icon={Plus} onClick={() => createInlineWith('site', {})}>
                New site
              </Button>
            </div>
            {sites.map((site) => (
              <div key={site.id} className="flex items-start gap-2">
                <div className="min-w-0 flex-1">
                  <Disclosure label={site.name}>
                    <DocumentForm key={site.id} document={site} />
                  </Disclosure>
                </div>
                <IconButton
                  label={`Delete ${site.name}`}
                  icon={Trash2}
                  size="sm"
                  className="mt-3"
                  onClick={() => void deleteDocument(site)}
                />
              </div>
            ))}
            {sites.length === 0 ? (
              <p className="flex items-center gap-2 py-2 text-ink-faint">
                <MapPin aria-hidden size={14} /> Everything is in one place so far.
              </p>
            ) : null}
          </section>
        </div>
      </div>
    </>
  )
}
