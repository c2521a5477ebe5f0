/** Long walks go over the smaller screen, keyboard-and-looks over 1366x768 too and over some screens at 1920x1080; QMC_ALL_SIZES=1 adds the larger ones to all. */
const larger = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 }
]
export const hasAll = process.env['QMC_ALL_SIZES'] === '1'
export const walkSizes = [{ width: 1024, height: 600 }, ...(hasAll ? larger : [])]
/** Of the display the windows are on: as large as the largest of them. */
export const displaySize = '1920x1080'
