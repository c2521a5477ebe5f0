import { trainingMark } from '../../electron/contract/training.ts'

/** True in every window of the training app: main says so in the page's address. */
export const isTraining: boolean = new URLSearchParams(window.location.search).has(trainingMark)

/** Puts a band over the page, outside of what React draws, so that no screen can be without it. */
export function showTrainingBanner(): void {
  if (!isTraining) return
  document.documentElement.dataset['training'] = ''
  const band = document.createElement('div')
  band.className = 'training-band'
  band.setAttribute('role', 'region')
  band.setAttribute('aria-label', 'Chế độ tập huấn')
  band.textContent = 'TẬP HUẤN · người và hồ sơ đều bịa · không gửi đi đâu · không có giá trị'
  document.body.prepend(band)
}
