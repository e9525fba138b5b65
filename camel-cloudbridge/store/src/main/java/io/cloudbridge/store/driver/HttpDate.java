/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/** The dates of HTTP headers (RFC 9110 section 5.6.7). */
public final class HttpDate {

    private static final String DAYS = "Mon,Tue,Wed,Thu,Fri,Sat,Sun,";
    private static final String MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";

    /** The two forms that RFC 9110 section 5.6.7 calls obsolete and wants to be read all the same. */
    private static final List<DateTimeFormatter> OLD = List.of(
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(
                            ChronoField.YEAR,
                            2,
                            2,
                            LocalDate.now(ZoneOffset.UTC).minusYears(49))
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    private HttpDate() {}

    /**
     * The time that a header names.
     *
     * @param value or null
     * @return null if there is none, or it is written in a way that HTTP does not know
     */
    public static Instant parse(String value) {
        if (value == null) {
            return null;
        }
        try {
            Instant usual = usual(value);
            return usual != null
                    ? usual
                    : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return old(value);
        }
    }

    private static Instant old(String value) {
        for (DateTimeFormatter format : OLD) {
            try {
                return LocalDateTime.parse(value, format).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                // another one, or none
            }
        }
        return null;
    }

    /** The form in which every server writes dates; the formatter takes ten times as long. Null for all others. */
    private static Instant usual(String value) {
        int month = value.length() == 29 ? MONTHS.indexOf(value.substring(8, 12)) : -1;
        boolean usual = month >= 0
                && month % 4 == 0
                && value.charAt(4) == ' '
                && value.charAt(7) == ' '
                && value.charAt(16) == ' '
                && value.charAt(19) == ':'
                && value.charAt(22) == ':'
                && value.endsWith(" GMT");
        int year = usual ? number(value, 12, 16) : -1;
        int day = usual ? number(value, 5, 7) : -1;
        int hour = usual ? number(value, 17, 19) : -1;
        int minute = usual ? number(value, 20, 22) : -1;
        int second = usual ? number(value, 23, 25) : -1;
        boolean exists = year >= 0
                && day >= 1
                && day <= Month.of(month / 4 + 1).length(Year.isLeap(year))
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second < 60;
        if (!exists) {
            return null;
        }
        LocalDate date = LocalDate.of(year, month / 4 + 1, day);
        int weekday = (date.getDayOfWeek().getValue() - 1) * 4;
        return DAYS.startsWith(value.substring(0, 4), weekday)
                ? date.atTime(hour, minute, second).toInstant(ZoneOffset.UTC)
                : null;
    }

    /** Negative if there is something else than digits. */
    private static int number(String value, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
