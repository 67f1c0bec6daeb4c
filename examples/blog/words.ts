/** What the page says. `{…}` is filled in by its script. */
export const words = {
  en: {
    title: 'The Corner Blog',
    invitation: 'Log in to read the posts.',
    kakao: 'Login with Kakao',
    busy: 'Logging in…',
    hello: ['Hello, ', ''],
    until: ['Your token holds until ', '.'],
    posts: 'Posts',
    post: ['Post ', ''],
    author: ['by ', ''],
    logOut: 'Log out',
    refused: 'That login did not work. Please try again.',
    over: 'Your login is over. Please log in again.',
    away: 'The server cannot be reached. Please try again in a moment.',
    noScript: 'This page needs JavaScript.'
  },
  ko: {
    title: '모퉁이 블로그',
    invitation: '글을 보려면 로그인해 주세요.',
    kakao: '카카오 로그인',
    busy: '로그인하고 있습니다…',
    hello: ['', '님, 안녕하세요'],
    until: ['토큰은 ', '까지 유효합니다.'],
    posts: '글 목록',
    post: ['글 ', ''],
    author: ['글쓴이 ', ''],
    logOut: '로그아웃',
    refused: '로그인하지 못했습니다. 다시 시도해 주세요.',
    over: '로그인이 끝났습니다. 다시 로그인해 주세요.',
    away: '서버에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    noScript: '이 페이지를 사용하려면 JavaScript가 필요합니다.'
  }
} as const

export type Language = keyof typeof words
