import raEnglish from 'ra-language-english'
import type { TranslationMessages } from 'react-admin'

const { ra } = raEnglish

/** react-admin's English, with plainer words where it speaks of elements. */
export const raEn: TranslationMessages = {
  ra: {
    ...ra,
    navigation: {
      ...ra.navigation,
      no_results: 'Nothing found',
      no_filtered_results: 'Nothing found by these filters.'
    },
    notification: { ...ra.notification, updated: 'Saved', created: 'Created', deleted: 'Deleted' },
    message: { ...ra.message, invalid_form: 'Not saved: please look at what is marked.' }
  }
}
