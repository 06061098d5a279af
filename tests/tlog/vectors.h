/* Keys and a signed, witnessed checkpoint, worked out once with another library (pyca/cryptography): the log's seed is
 * the bytes 0 to 31, the witness's 32 to 63. */
#ifndef CS_TEST_VECTORS_H
#define CS_TEST_VECTORS_H

#define ORIGIN      "log.example/countersign"
#define LOG_KEY     ORIGIN "+ab286738+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define LOG_SECRET  "PRIVATE+KEY+" ORIGIN "+ab286738+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define WITNESS     "witness.example/w1"
#define WITNESS_KEY WITNESS "+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
#define BODY        ORIGIN "\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define LOG_LINE                                                                                                       \
  "\xE2\x80\x94 " ORIGIN                                                                                               \
  " qyhnOCD06y8MH/s8UQ6fdHoIyzka+vfdN8z43/5UoL+novstLppsL1Ph18JQO/iuSC7RE0MRYTu2n9oNNm2PvJxSDwQ=\n"
#define WITNESS_LINE                                                                                                   \
  "\xE2\x80\x94 " WITNESS " IDJKvgAAAABkGFDLxCPoZipP+BgE2VdKF6Q9gvfjDocl6qRYufcN5YjdLHwMo57th91Ez3xrT4M1IxpiVUMxQy/"   \
  "ZnZNo2KvDqPxpBg==\n"
#define WITNESS_TIME 1679315147u

#endif
