import '@fontsource/be-vietnam-pro/400.css'
import '@fontsource/be-vietnam-pro/600.css'
import { createRoot } from 'react-dom/client'
import '../ui/app.css'
import { CitizenPage } from './citizen-page.tsx'
import { showTrainingBanner } from '../ui/training-banner.ts'

showTrainingBanner()
const root = document.getElementById('root')
if (root === null) throw new Error('citizen.html has no #root')
createRoot(root).render(<CitizenPage />)
