namespace EcaTools.Core.Tests;

/// <summary>A clock that stands still.</summary>
internal class FixedTime(DateTimeOffset now) : TimeProvider
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly FixedTime AtNoon = new(Noon);

    public override DateTimeOffset GetUtcNow() => now;
}
