using System.Globalization;
using System.Management.Automation;

namespace EcaTools.Engine.Binding;

/// <summary>Lets a parameter take a day or a time. Text and times without an offset are UTC, so that they mean the same
/// in every time zone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UtcTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            null or DateTimeOffset => value,
            DateTime { Kind: DateTimeKind.Local } local => new DateTimeOffset(local),
            DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            _ => Parse(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };
    }

    private static DateTimeOffset Parse(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time
        )
            ? time
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a day or a time. Write it as 2027-03-01 or 2027-03-01T08:00:00Z."
            );
}
