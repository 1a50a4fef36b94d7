import { Compass } from 'lucide-react'
import { type ComponentType, lazy, Suspense } from 'react'
import { useDesign } from '../store/design.ts'
import { navigate, useRoute } from '../store/route.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { PageGuard } from './page-guard.tsx'
import { StillUsedDialog } from './shared/still-used-dialog.tsx'
import { AgentPage } from './agent/agent-page.tsx'
import { AccountPage } from './account/account-page.tsx'
import { CallTestsPage } from './call-tests/call-tests-page.tsx'
import { CarriersPage } from './carriers/carriers-page.tsx'
import { DevicesPage } from './devices/devices-page.tsx'
import { TargetsPage } from './deploy/targets-page.tsx'
import { EnginePage } from './deploy/engine-page.tsx'
import { ExtensionsPage } from './extensions/extensions-page.tsx'
import { FindingsPage } from './findings/findings-page.tsx'
import { GroupsPage } from './groups/groups-page.tsx'
import { HistoryPage } from './history/history-page.tsx'
import { LivePage } from './live/live-page.tsx'
import { MediaPage } from './media/media-page.tsx'
import { MenusPage } from './menus/menus-page.tsx'
import { NumbersPage } from './numbers/numbers-page.tsx'
import { PromptsPage } from './prompts/prompts-page.tsx'
import { RoomsPage } from './rooms/rooms-page.tsx'
import { QueuesPage } from './queues/queues-page.tsx'
import { RegistrationsPage } from './registrations/registrations-page.tsx'
import { SchedulesPage } from './schedules/schedules-page.tsx'
import { UsersPage } from './users/users-page.tsx'
import { BlacklistsPage } from './services/blacklists-page.tsx'
import { ConferencesPage } from './services/conferences-page.tsx'
import { DirectoriesPage } from './services/directories-page.tsx'
import { FaxPage } from './services/fax-page.tsx'
import { FeatureCodesPage } from './services/feature-codes-page.tsx'
import { NumberListsPage } from './services/number-lists-page.tsx'
import { OfficeAnywherePage } from './services/office-anywhere-page.tsx'
import { WallboardPage } from './wallboard/wallboard-page.tsx'
import { VoicemailPage } from './voicemail/voicemail-page.tsx'

/** What an area shows, by the first part of the address. */
const pages: Readonly<Record<string, ComponentType>> = {
  // The canvas is the heavy one: it comes when it is asked for.
  callflows: lazy(() => import('./callflows/callflows-page.tsx').then((module) => ({ default: module.CallflowsPage }))),
  extensions: ExtensionsPage,
  users: UsersPage,
  devices: DevicesPage,
  groups: GroupsPage,
  voicemail: VoicemailPage,
  menus: MenusPage,
  schedules: SchedulesPage,
  media: MediaPage,
  prompts: PromptsPage,
  queues: QueuesPage,
  conferences: ConferencesPage,
  directories: DirectoriesPage,
  'call-tests': CallTestsPage,
  findings: FindingsPage,
  fax: FaxPage,
  'feature-codes': FeatureCodesPage,
  'office-anywhere': OfficeAnywherePage,
  blacklists: BlacklistsPage,
  'number-lists': NumberListsPage,
  carriers: CarriersPage,
  numbers: NumbersPage,
  account: AccountPage,
  live: LivePage,
  rooms: RoomsPage,
  wallboard: WallboardPage,
  agent: AgentPage,
  registrations: RegistrationsPage,
  history: HistoryPage,
  targets: TargetsPage,
  engine: EnginePage,
}

export function Pages() {
  const area = useRoute((route) => route.area)
  const isLoaded = useDesign((state) => state.isLoaded)
  const designId = useDesign((state) => state.info?.designId)
  const Page = Object.hasOwn(pages, area) ? pages[area] : undefined
  if (!isLoaded) return null
  if (!Page) {
    return (
      <EmptyState
        icon={Compass}
        title="There is nothing here"
        action={<Button onClick={() => navigate('callflows')}>Go to callflows</Button>}
      >
        The address names no area of Callwright.
      </EmptyState>
    )
  }
  return (
    <PageGuard key={`${designId}/${area}`}>
      <Suspense fallback={null}>
        <Page />
      </Suspense>
      <StillUsedDialog />
    </PageGuard>
  )
}
