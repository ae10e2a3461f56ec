using System.Globalization;
using System.Management.Automation;

namespace EcaTools.Engine;

/// <summary>Lets a parameter take an age as people write it: 90d, 12h, 2w, or a TimeSpan. A bare number, which
/// PowerShell would take for ten-millionths of a second, is refused.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AgeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value is null or TimeSpan
            ? value
            : Parse(value)
                ?? throw new ArgumentTransformationMetadataException(
                    $"'{Text(value)}' is not a valid age. Write 90d, 12h, 1.5d or 2w, or give a TimeSpan."
                );
    }

    /// <summary>The age that a value stands for; null if it stands for none.</summary>
    internal static TimeSpan? Parse(object value)
    {
        // To PowerShell, 90d without quotes is a number of type decimal; in a parameter of an age it can mean nothing
        // but days.
        if (value is decimal days and >= 0 and < 100_000)
        {
            return TimeSpan.FromDays((double)days);
        }

        string text = Text(value);
        if (
            text.Length > 1
            && double.TryParse(
                text[..^1],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out double count
            )
            && count < 100_000
        )
        {
            switch (char.ToLowerInvariant(text[^1]))
            {
                case 'w':
                    return TimeSpan.FromDays(7 * count);
                case 'd':
                    return TimeSpan.FromDays(count);
                case 'h':
                    return TimeSpan.FromHours(count);
            }
        }

        return
            text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time)
            && time >= TimeSpan.Zero
            ? time
            : null;
    }

    /// <summary>What was typed: PowerShell makes a list of 1,5d, with a decimal comma.</summary>
    private static string Text(object value) =>
        value is object[] parts
            ? string.Join(',', parts.Select(Text))
            : string.Create(CultureInfo.InvariantCulture, $"{value}").Trim();
}
