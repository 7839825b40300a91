namespace Downstream.Gateway.Pages;

/// <summary>What people see at <c>/</c>; without one they see what programs see.</summary>
internal interface IHomePage
{
    IResult Show(HttpContext context);
}
