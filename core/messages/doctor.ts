/** What `doctor kakao` finds. `{setting}` is where a value was found, or is missing. */
export const doctorTexts = {
  doctorKeyFine: {
    en: 'It is there, and looks like a key.',
    ko: '값이 있고 키 형식이 맞습니다.'
  },
  doctorKeyOdd: {
    en: 'A key of Kakao has 32 characters, 0-9 and a-f: this one was cut, or something else was copied.',
    ko: '카카오 앱 키는 0-9와 a-f로 된 32자입니다. 값이 잘렸거나 다른 값을 복사했습니다.'
  },
  doctorRestApiKeyMissing: {
    en: 'It is missing: nobody can log in by a browser or a code. Set it in the Social application, or KAKAO_REST_API_KEY.',
    ko: '값이 없어 브라우저와 인가 코드로 로그인할 수 없습니다. 소셜 애플리케이션이나 KAKAO_REST_API_KEY에 설정해 주세요.'
  },
  doctorNativeAppKeyMissing: {
    en: 'It is missing: id_tokens of Android and iOS are refused. Set KAKAO_NATIVE_APP_KEY if there are such apps.',
    ko: '값이 없어 Android와 iOS의 id_token은 거절됩니다. 앱이 있다면 KAKAO_NATIVE_APP_KEY를 설정해 주세요.'
  },
  doctorJavascriptKeyMissing: {
    en: 'It is missing: id_tokens of the JavaScript SDK are refused. Set KAKAO_JAVASCRIPT_KEY if it is used.',
    ko: '값이 없어 JavaScript SDK의 id_token은 거절됩니다. 사용한다면 KAKAO_JAVASCRIPT_KEY를 설정해 주세요.'
  },
  doctorClientSecretFine: {
    en: 'It is there; whether it is the right one, the token endpoint says below.',
    ko: '값이 있습니다. 맞는 값인지는 아래 토큰 발급 확인에서 알 수 있습니다.'
  },
  doctorClientSecretOdd: {
    en: 'There is white space in it: it was copied with something else.',
    ko: '값에 공백이 있습니다. 다른 글자까지 복사했습니다.'
  },
  doctorClientSecretMissing: {
    en: 'It is missing: that is right only where it is switched off in the console, and new keys have it on.',
    ko: '값이 없습니다. 콘솔에서 껐을 때만 없어도 되며, 새로 만든 키는 켜져 있습니다.'
  },
  doctorClientSecretSealed: {
    en: 'The one in the Social application was sealed by another SOCIAL_SECRET_KEY: set that one, or write it anew.',
    ko: '소셜 애플리케이션의 값이 다른 SOCIAL_SECRET_KEY로 암호화되어 있습니다. 그 값을 설정하거나 새로 저장해 주세요.'
  },
  doctorAppIdFine: {
    en: 'It is there: access tokens of other apps are refused.',
    ko: '값이 있어 다른 앱의 액세스 토큰은 거절됩니다.'
  },
  doctorAppIdMissing: {
    en: 'It is missing: every access token is answered 503. Set it in the Social application, or KAKAO_APP_ID.',
    ko: '값이 없어 모든 액세스 토큰에 503으로 응답합니다. 소셜 애플리케이션이나 KAKAO_APP_ID에 설정해 주세요.'
  },
  doctorRedirectFine: {
    en: 'Register exactly this address, to the last slash:',
    ko: '다음 주소를 마지막 /까지 그대로 등록해 주세요.'
  },
  doctorRedirectExample: {
    en: 'The site is still called example.com. Say what it is called, in the admin or by: npm run manage -- site DOMAIN',
    ko: '사이트 도메인이 아직 example.com입니다. 관리자나 명령으로 도메인을 정해 주세요: npm run manage -- site 도메인'
  },
  doctorRedirectInsecure: {
    en: 'It is not https: codes can be read on the way. Set ACCOUNT_DEFAULT_HTTP_PROTOCOL=https.',
    ko: 'https가 아니어서 인가 코드가 노출될 수 있습니다. ACCOUNT_DEFAULT_HTTP_PROTOCOL=https로 바꿔 주세요.'
  },
  doctorRedirectOdd: {
    en: 'It is no address as Kakao compares it: the domain of the site has something else in it, or capitals.',
    ko: '올바른 주소가 아닙니다. 사이트 도메인에 다른 글자나 대문자가 있는지 확인해 주세요.'
  },
  doctorTokensFine: {
    en: 'Kakao knows the REST API key, and takes the client secret.',
    ko: '카카오가 REST API 키와 클라이언트 시크릿을 확인했습니다.'
  },
  doctorTokensWithoutKey: {
    en: 'Without a REST API key there is nothing to ask for.',
    ko: 'REST API 키가 없어 확인하지 못했습니다.'
  },
  doctorTokensOdd: {
    en: 'What the token endpoint answered ({status}) is not understood: check KAKAO_AUTH_URL.',
    ko: '토큰 발급 응답({status})을 이해할 수 없습니다. KAKAO_AUTH_URL을 확인해 주세요.'
  },
  doctorUnreachable: {
    en: '{url} cannot be reached ({cause}): check the network, the firewall, and KAKAO_AUTH_URL.',
    ko: '{url}에 연결할 수 없습니다({cause}). 네트워크와 방화벽, KAKAO_AUTH_URL을 확인해 주세요.'
  },
  doctorIssuerFine: {
    en: 'The issuer of id_tokens is {issuer}, as KAKAO_AUTH_URL says.',
    ko: 'id_token 발급자가 KAKAO_AUTH_URL과 같습니다({issuer}).'
  },
  doctorIssuerOdd: {
    en: 'The issuer of id_tokens is {issuer}, and not KAKAO_AUTH_URL: all of them are refused.',
    ko: 'id_token 발급자가 {issuer}이며 KAKAO_AUTH_URL과 달라 모두 거절됩니다.'
  },
  doctorPublicKeysFine: {
    en: 'There are {count} public keys to verify id_tokens and webhooks by.',
    ko: 'id_token과 웹훅을 검증할 공개키가 {count}개 있습니다.'
  },
  doctorPublicKeysOdd: {
    en: 'There is no public key to verify id_tokens by (answer {status}): check KAKAO_AUTH_URL.',
    ko: 'id_token을 검증할 공개키가 없습니다(응답 {status}). KAKAO_AUTH_URL을 확인해 주세요.'
  },
  doctorClockFine: {
    en: 'It is {seconds} seconds from that of Kakao.',
    ko: '카카오 서버의 시계와 {seconds}초 차이입니다.'
  },
  doctorClockOff: {
    en: 'It is {seconds} seconds from that of Kakao, and more than 60 is too much for id_tokens: set it by NTP.',
    ko: '카카오 서버의 시계와 {seconds}초 차이입니다. 60초를 넘으면 id_token이 거절되니 NTP로 맞춰 주세요.'
  },
  doctorClockUnknown: {
    en: 'Kakao did not say what time it is.',
    ko: '카카오 서버의 시각을 알 수 없어 확인하지 못했습니다.'
  },
  doctorAdminKeyMissing: {
    en: 'It is missing: the unlink webhook is closed, and answers 403. Set KAKAO_ADMIN_KEY to open it.',
    ko: '값이 없어 연결 해제 웹훅이 닫혀 있습니다(403). 사용하려면 KAKAO_ADMIN_KEY를 설정해 주세요.'
  },
  doctorAdminKeyFine: {
    en: 'It is there, and looks like a key: the unlink webhook takes the primary admin key. Its address is:',
    ko: '값이 있고 키 형식이 맞습니다. 연결 해제 웹훅은 대표 어드민 키를 받습니다. 등록할 주소:'
  },
  doctorCodeUnknown: {
    en: '{code} is no code that is known here: see "Error code" in the documentation of Kakao Developers.',
    ko: '{code}은(는) 알려진 코드가 아닙니다. 카카오 디벨로퍼스 문서의 "에러 코드"를 확인해 주세요.'
  }
} as const
