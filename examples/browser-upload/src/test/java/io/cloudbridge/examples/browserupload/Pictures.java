/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Makes pictures to upload: pretty ones for the documentation, and noise, which no compression makes small. */
final class Pictures {

    /** Of the sky: morning, evening, rain, noon. */
    private static final float[] HUES = {0.58f, 0.09f, 0.47f, 0.66f, 0.04f};

    private Pictures() {}

    /** Hills under a sky; the seed decides on light and shape. */
    static Path landscape(Path file, int seed) throws IOException {
        Random random = new Random(seed * 7919L + 31);
        int width = 960;
        int height = 720;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        float hue = HUES[seed % HUES.length];
        g.setPaint(new GradientPaint(
                0, 0, Color.getHSBColor(hue, 0.30f, 0.90f), 0, height, Color.getHSBColor(hue + 0.05f, 0.10f, 0.99f)));
        g.fillRect(0, 0, width, height);
        g.setColor(new Color(255, 250, 235, 225));
        g.fill(new Ellipse2D.Double(width * (0.2 + 0.6 * random.nextDouble()), height * 0.16, 110, 110));
        for (int layer = 0; layer < 4; layer++) {
            double base = height * (0.5 + layer * 0.13);
            double phase = random.nextDouble() * 6;
            Path2D hill = new Path2D.Double();
            hill.moveTo(0, height);
            for (int x = 0; x <= width; x += 4) {
                hill.lineTo(
                        x, base - 55 * Math.sin(x / (150.0 + 40 * layer) + phase) - 20 * Math.sin(x / 47.0 + phase));
            }
            hill.lineTo(width, height);
            hill.closePath();
            g.setColor(Color.getHSBColor(hue + 0.03f, 0.22f + 0.09f * layer, 0.78f - 0.16f * layer));
            g.setStroke(new BasicStroke(1));
            g.fill(hill);
        }
        g.dispose();
        write(image, file);
        return file;
    }

    /** About three bytes for each pixel. */
    static Path noise(Path file, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(7);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        write(image, file);
        return file;
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this JDK writes no PNG");
        }
    }
}
