namespace EcaTools.PracticeOrg.Values;

/// <summary>Numbers that look thrown and are the same each time: a world of the same seed is the same world.</summary>
internal static class SeededRandom
{
    /// <summary>A number that depends on the others alone (the finalizer of SplitMix64).</summary>
    public static ulong Throw(ulong seed, int a = 0, int b = 0, int c = 0)
    {
        ulong z =
            seed
            + (((ulong)(uint)a << 32 | (uint)b) * 0x9E3779B97F4A7C15UL)
            + ((ulong)(uint)c * 0xD1B54A32D192ED03UL)
            + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below <paramref name="sides"/>.</summary>
    public static int Below(int sides, ulong seed, int a = 0, int b = 0, int c = 0) =>
        (int)(Throw(seed, a, b, c) % (uint)sides);

    /// <summary>From 0 to below 1.</summary>
    public static double Fraction(ulong seed, int a = 0, int b = 0, int c = 0) =>
        (Throw(seed, a, b, c) >> 11) / (double)(1UL << 53);
}
