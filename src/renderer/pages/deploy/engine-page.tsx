import { useLive } from '../../store/live.ts'
import { EngineButtons } from '../../shell/engine-panel.tsx'
import { DeployProgress } from '../../shell/deploy-progress.tsx'
import { EngineFacts, Fact } from '../../shell/engine-facts.tsx'
import { CertificateFacts } from './certificate-facts.tsx'
import { PageHeader } from '../../shell/page-layout.tsx'

/** Everything about the engine on this computer. */
export function EnginePage() {
  const health = useLive((state) => state.engine?.health ?? null)
  const lastProblem = useLive((state) => state.lastProblem)
  const counters = Object.entries(health?.counters ?? {}).toSorted(([a], [b]) => a.localeCompare(b))
  return (
    <>
      <PageHeader title="Engine">
        <EngineButtons />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto grid max-w-[960px] grid-cols-1 gap-x-10 gap-y-8 px-4 py-6 lg:grid-cols-2">
          <section aria-label="State">
            <h2 className="mb-2 font-semibold">State</h2>
            <div className="flex flex-col gap-3">
              <DeployProgress />
              <EngineFacts />
            </div>
          </section>
          <div className="flex flex-col gap-8">
            <section aria-label="Listens on">
              <h2 className="mb-2 font-semibold">Listens on</h2>
              {health?.listenPoints.length ? (
                <dl>
                  {health.listenPoints.map((point) => (
                    <Fact
                      key={`${point.transport} ${point.host} ${point.port}`}
                      label={point.transport.toUpperCase()}
                      mono
                    >
                      {point.host}:{point.port}
                    </Fact>
                  ))}
                </dl>
              ) : (
                <p className="text-ink-faint">Nothing while the engine is stopped.</p>
              )}
            </section>
            {health?.certificate ? (
              <section aria-label="Secure phones">
                <h2 className="mb-2 font-semibold">Secure phones</h2>
                <CertificateFacts certificate={health.certificate} />
              </section>
            ) : null}
            <section aria-label="Counters">
              <h2 className="mb-2 font-semibold">Counters</h2>
              {counters.length > 0 ? (
                <dl>
                  {counters.map(([name, value]) => (
                    <Fact key={name} label={words(name)} mono>
                      {value.toLocaleString()}
                    </Fact>
                  ))}
                </dl>
              ) : (
                <p className="text-ink-faint">Packets, errors and refusals are counted while it runs.</p>
              )}
            </section>
            {lastProblem ? (
              <section aria-label="Last problem">
                <h2 className="mb-2 font-semibold">Last problem</h2>
                <p>{lastProblem}</p>
              </section>
            ) : null}
          </div>
        </div>
      </div>
    </>
  )
}

/** `sipParseErrors` and `sip.parse-errors` as `Sip parse errors`. */
function words(name: string): string {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([a-z])(\d)/g, '$1 $2')
    .replace(/[._-]+/g, ' ')
    .toLowerCase()
    .replace(/\b(sip|rtp|rtcp|udp|tcp)\b/g, (name) => name.toUpperCase())
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
