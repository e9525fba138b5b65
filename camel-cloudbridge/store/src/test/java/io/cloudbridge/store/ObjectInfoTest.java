/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectInfoTest {

    @ParameterizedTest
    @CsvSource({
        "folder/, 0, true",
        "folder_$folder$, 0, true",
        "folder/, 1, false",
        "folder_$folder$, 1, false",
        "a/b, 0, false"
    })
    void foldersOfConsolesAndOfHadoopAreMarkers(String key, long size, boolean marker) {
        ObjectInfo info = new ObjectInfo(new ObjectRef("bucket", key), size, "", null, ObjectProperties.NONE, null);

        assertThat(info.isFolderMarker()).isEqualTo(marker);
    }
}
