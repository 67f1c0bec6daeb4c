/** What is said where there is no site. */
export const siteTexts = {
  siteUnknownHost: {
    en: 'There is no site at this address.',
    ko: '이 주소에는 등록된 사이트가 없습니다.'
  }
}
