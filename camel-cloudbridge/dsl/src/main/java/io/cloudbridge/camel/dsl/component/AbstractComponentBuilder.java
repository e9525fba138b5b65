/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.dsl.component;

import org.apache.camel.Component;

/** Camel's type, in the package in which the generated builder looks for it. */
public abstract class AbstractComponentBuilder<C extends Component>
        extends org.apache.camel.builder.component.AbstractComponentBuilder<C> {}
